"""What schools run, as rules to begin with; every one of them can be changed on the page of the rules."""

from __future__ import annotations

from firstbell.lib.programs.rules import Kind, Rule

_A, _R, _D, _P = Kind.APPLICATION, Kind.RUNTIME, Kind.DRIVER, Kind.PART
MS, ADOBE, GOOGLE, APPLE = "Microsoft", "Adobe", "Google", "Apple"


def _all(publisher: str, *pairs: tuple[str, str], kind: Kind = _A, by: str = "") -> list[Rule]:
    return [Rule(pattern, title, publisher, kind, by) for pattern, title in pairs]


BROWSERS = [
    *_all(GOOGLE, ("Google Chrome*", "Google Chrome"), ("Google Drive*|Backup and Sync from Google*", "Google Drive"),
          ("Google Earth Pro*", "Google Earth Pro"), ("Google Credential Provider*", "Google Credential Provider")),
    *_all(MS, ("Microsoft Edge Update*", "Microsoft Edge Update"), kind=_P),
    *_all(MS, ("Microsoft Edge WebView2*|WebView2 Runtime*", "Microsoft Edge WebView2 Runtime"), kind=_R),
    *_all(MS, ("Microsoft Edge*", "Microsoft Edge")),
    *_all("Mozilla", ("Mozilla Maintenance Service*", "Mozilla Maintenance Service"), kind=_P),
    *_all("Mozilla", ("Mozilla Firefox*ESR*", "Mozilla Firefox ESR"), ("Mozilla Firefox*|Firefox", "Mozilla Firefox"),
          ("Mozilla Thunderbird*|Thunderbird", "Mozilla Thunderbird")),
    *_all("Opera", ("Opera Stable*|Opera GX*", "Opera")), *_all("Brave", ("Brave", "Brave")),
]  # fmt: skip

OFFICE = [
    *_all(MS, ("Microsoft 365 Apps for *|Microsoft 365 -*|Microsoft Office 365 ProPlus*", "Microsoft 365 Apps"),
          ("Microsoft Office Professional Plus #*|Microsoft Office Professionnel Plus #*", "Microsoft Office Professional Plus #"),
          ("Microsoft Office Standard #*", "Microsoft Office Standard #"),
          ("Microsoft Office Home and Business #*|Microsoft Office Famille et Petite Entreprise #*",
           "Microsoft Office Home and Business #"),
          ("Microsoft Office Home and Student #*", "Microsoft Office Home and Student #"),
          ("Microsoft Project *#*", "Microsoft Project #"), ("Microsoft Visio *#*", "Microsoft Visio #"),
          ("Microsoft Publisher #*", "Microsoft Publisher #"), ("Microsoft Access #*", "Microsoft Access #"),
          ("Microsoft OneDrive*", "Microsoft OneDrive"), ("Microsoft OneNote*", "Microsoft OneNote"),
          ("Microsoft Teams*|Teams Machine-Wide Installer*|MSTeams*", "Microsoft Teams"),
          ("Microsoft Power BI Desktop*", "Microsoft Power BI Desktop"), ("Skype for Business*", "Skype for Business"),
          ("Microsoft Intune Management Extension*", "Microsoft Intune Management Extension"),
          ("Configuration Manager Client*", "Microsoft Configuration Manager client"),
          ("Company Portal*|Microsoft.CompanyPortal*", "Company Portal"),
          ("Local Administrator Password Solution*", "Local Administrator Password Solution"),
          ("Microsoft Silverlight*", "Microsoft Silverlight"), ("Windows PC Health Check*", "PC Health Check")),
    *_all("The Document Foundation", ("LibreOffice * Help Pack*", "LibreOffice Help Pack"), kind=_P),
    *_all("The Document Foundation", ("LibreOffice*", "LibreOffice")),
    *_all("Apache", ("OpenOffice*|Apache OpenOffice*", "Apache OpenOffice")),
    *_all(ADOBE, ("Adobe Acrobat Reader*|Adobe Reader*", "Adobe Acrobat Reader"), ("Adobe Refresh Manager*", "Adobe Refresh Manager"),
          ("Adobe Acrobat*", "Adobe Acrobat"), ("Adobe Creative Cloud*", "Adobe Creative Cloud"),
          ("Adobe Flash Player*|Macromedia Flash Player*", "Adobe Flash Player"), ("Adobe Shockwave Player*", "Adobe Shockwave Player"),
          ("Adobe AIR*", "Adobe AIR"), ("Adobe Genuine Service*", "Adobe Genuine Service"),
          ("Adobe Photoshop Elements*", "Adobe Photoshop Elements"), ("Adobe Premiere Elements*", "Adobe Premiere Elements"),
          ("Adobe Photoshop*", "Adobe Photoshop"), ("Adobe Illustrator*", "Adobe Illustrator"), ("Adobe InDesign*", "Adobe InDesign"),
          ("Adobe Premiere Pro*", "Adobe Premiere Pro"), ("Adobe Premiere Rush*", "Adobe Premiere Rush"),
          ("Adobe After Effects*", "Adobe After Effects"), ("Adobe Animate*", "Adobe Animate"), ("Adobe Audition*", "Adobe Audition"),
          ("Adobe Dreamweaver*", "Adobe Dreamweaver"), ("Adobe Lightroom Classic*", "Adobe Lightroom Classic"),
          ("Adobe Lightroom*", "Adobe Lightroom"), ("Adobe Bridge*", "Adobe Bridge"), ("Adobe XD*", "Adobe XD"),
          ("Adobe Express*", "Adobe Express"), ("Adobe Media Encoder*", "Adobe Media Encoder"), ("Adobe Fresco*", "Adobe Fresco")),
    *_all("Foxit", ("Foxit PDF Reader*|Foxit Reader*", "Foxit PDF Reader"), ("Foxit*PDF Editor*|Foxit PhantomPDF*", "Foxit PDF Editor")),
    *_all("pdfforge", ("PDFCreator*", "PDFCreator"), ("PDF24*", "PDF24 Creator")),
]  # fmt: skip

CLASSROOM = [
    *_all("SMART Technologies", ("SMART Notebook*", "SMART Notebook"), ("SMART Product Drivers*", "SMART Product Drivers"),
          ("SMART Ink*", "SMART Ink"), ("SMART Board*Tools*", "SMART Board tools")),
    *_all("Promethean", ("ActivInspire Core Resources*|ActivInspire Help*", "ActivInspire resources"), kind=_P),
    *_all("Promethean", ("ActivInspire*", "ActivInspire"), ("ActivDriver*", "ActivDriver"), ("Promethean Screen Share*", "Promethean Screen Share")),
    *_all("Clevertouch", ("Lynx Whiteboard*|LYNX*", "Lynx Whiteboard"), ("Clevershare*", "Clevershare")),
    *_all("Impero", ("Impero Client*|Impero Education Pro*|Impero Console*", "Impero Education Pro")),
    *_all("NetSupport", ("NetSupport School*", "NetSupport School"), ("NetSupport DNA*", "NetSupport DNA"), ("NetSupport Manager*", "NetSupport Manager"),
          ("classroom.cloud*", "classroom.cloud")),
    *_all("RM", ("RM Tutor*", "RM Tutor"), ("RM Unify*", "RM Unify")), *_all("AB Tutor", ("AB Tutor*", "AB Tutor")),
    *_all("Senso", ("Senso*", "Senso")), *_all("LanSchool", ("LanSchool*", "LanSchool")), *_all("Veyon", ("Veyon*", "Veyon")),
    *_all("Smoothwall", ("Smoothwall*", "Smoothwall")), *_all("Securly", ("Securly*", "Securly")),
    *_all("Lightspeed Systems", ("Lightspeed*", "Lightspeed Filter")), *_all("Netsweeper", ("Netsweeper*", "Netsweeper")),
    *_all("ESS", ("SIMS .net*|SIMS.net*|SIMS", "SIMS"), ("FMS6*|FMS*", "SIMS FMS"), ("SOLUS3*", "SOLUS 3")),
    *_all("Arbor", ("Arbor*", "Arbor"), by="Arbor*"), *_all("Bromcom", ("Bromcom*", "Bromcom")),
    *_all("PaperCut", ("PaperCut Print Deploy*", "PaperCut Print Deploy"), ("PaperCut MF*", "PaperCut MF"), ("PaperCut NG*", "PaperCut NG"),
          ("PaperCut*", "PaperCut")),
    *_all("Texthelp", ("Read&Write*|Read & Write*|Texthelp Read*", "Read&Write"), ("EquatIO*", "Equatio")),
    *_all("Crick Software", ("Clicker #*|Clicker", "Clicker #"), ("DocsPlus*", "DocsPlus"), by="Crick*"),
    *_all("Widgit", ("Communicate: In Print*|Communicate In Print*|InPrint*", "Communicate In Print"), ("Widgit Online*", "Widgit Online"),
          ("SymWriter*", "SymWriter")),
    *_all("Nuance", ("Dragon*Naturally*|Dragon Professional*|Nuance Dragon*", "Dragon")), *_all("Freedom Scientific", ("Freedom Scientific JAWS*|JAWS #*", "JAWS")),
    *_all("NV Access", ("NVDA*", "NVDA")), *_all("Lexia", ("Lexia Core5*", "Lexia Core5")), *_all("2Simple", ("2Simple*|Purple Mash*", "2Simple")),
    *_all("Scratch Foundation", ("Scratch*", "Scratch"), by="*Scratch*|*MIT*|*Massachusetts*|"), *_all("Micro:bit", ("micro:bit*|Microbit*|Mu Editor*", "Mu")),
    *_all("MakeCode", ("MakeCode*", "MakeCode for micro:bit")), *_all("LEGO", ("LEGO*SPIKE*|SPIKE*", "LEGO Education SPIKE"),
          ("LEGO*MINDSTORMS*EV3*", "LEGO MINDSTORMS EV3"), ("LEGO*WeDo*", "LEGO Education WeDo")),
    *_all("Mojang", ("Minecraft Education*|Minecraft: Education*", "Minecraft Education")), *_all("Kano", ("Kano*", "Kano")),
    *_all("GeoGebra", ("GeoGebra*", "GeoGebra")), *_all("La Salle Education", ("Autograph*", "Autograph")), *_all("Flowol", ("Flowol*", "Flowol")),
    *_all("TechSoft", ("*2D Design*", "2D Design"), by="*TechSoft*|*Techsoft*"), *_all("Texas Instruments", ("TI-Nspire*", "TI-Nspire")),
    *_all("Casio", ("ClassWiz Emulator*|fx-*Emulator*", "ClassWiz Emulator")), *_all("Vernier", ("Logger Pro*|LoggerPro*", "Logger Pro")),
    *_all("Data Harvest", ("EasySense*", "EasySense")), *_all("Pasco", ("SPARKvue*|PASCO Capstone*", "SPARKvue")),
    *_all("Surpass", ("Surpass Viewer*|SecureAssess*|Surpass Secure*", "Surpass")), *_all("Pearson VUE", ("Pearson VUE*", "Pearson VUE")),
    *_all("Safe Exam Browser", ("Safe Exam Browser*|SafeExamBrowser*", "Safe Exam Browser")),
    *_all("Renaissance", ("Accelerated Reader*", "Accelerated Reader")), *_all("Oxford", ("Kerboodle*", "Kerboodle")),
]  # fmt: skip

MAKING = [
    *_all("Audacity", ("Audacity*", "Audacity")), *_all("The GIMP Team", ("GIMP*", "GIMP")), *_all("Inkscape", ("Inkscape*", "Inkscape")),
    *_all("Blender Foundation", ("Blender*", "Blender")), *_all("Krita", ("Krita*", "Krita")), *_all("VideoLAN", ("VLC*", "VLC media player")),
    *_all("HandBrake", ("HandBrake*", "HandBrake")), *_all("OBS Project", ("OBS Studio*", "OBS Studio")), *_all("OpenShot", ("OpenShot*", "OpenShot")),
    *_all("MuseScore", ("MuseScore*", "MuseScore")), *_all("Avid", ("Sibelius #*|Sibelius", "Sibelius"), ("Pro Tools*", "Pro Tools")),
    *_all("Steinberg", ("Steinberg Cubase*|Cubase*", "Cubase"), ("Dorico*|Steinberg Dorico*", "Dorico")), *_all("Cakewalk", ("Cakewalk*", "Cakewalk")),
    *_all("Cockos", ("REAPER*", "REAPER")), *_all("Ableton", ("Ableton Live*", "Ableton Live")), *_all("Image-Line", ("FL Studio*", "FL Studio")),
    *_all("Serif", ("Affinity Photo*", "Affinity Photo"), ("Affinity Designer*", "Affinity Designer"), ("Affinity Publisher*", "Affinity Publisher"),
          ("Serif DrawPlus*", "Serif DrawPlus"), ("Serif PagePlus*", "Serif PagePlus"), ("Serif MoviePlus*", "Serif MoviePlus")),
    *_all("Autodesk", ("Autodesk Fusion*|Fusion 360*", "Autodesk Fusion"), ("Autodesk Inventor*", "Autodesk Inventor"), ("AutoCAD*|Autodesk AutoCAD*", "AutoCAD"),
          ("Autodesk Revit*|Revit #*", "Autodesk Revit"), ("Autodesk Maya*", "Autodesk Maya")),
    *_all("Dassault", ("SOLIDWORKS*", "SolidWorks")), *_all("PTC", ("PTC Creo*|Creo *", "PTC Creo"), by="*PTC*"), *_all("Trimble", ("SketchUp*", "SketchUp")),
    *_all("Ultimaker", ("UltiMaker Cura*|Ultimaker Cura*", "UltiMaker Cura")), *_all("Prusa", ("PrusaSlicer*", "PrusaSlicer")),
    *_all("Bambu Lab", ("Bambu Studio*", "Bambu Studio")), *_all("LightBurn", ("LightBurn*", "LightBurn")), *_all("Trotec", ("JobControl*", "JobControl"), by="*Trotec*"),
    *_all("Roland", ("Roland CutStudio*|CutStudio*", "CutStudio")), *_all("Arduino", ("Arduino*", "Arduino IDE")), *_all("Fritzing", ("Fritzing*", "Fritzing")),
    *_all("Labcenter", ("Proteus*", "Proteus"), by="*Labcenter*"), *_all("New Wave Concepts", ("Circuit Wizard*", "Circuit Wizard"), ("PCB Wizard*", "PCB Wizard"),
          ("GENIE*Studio*|Genie*", "GENIE")), *_all("YoYo Games", ("GameMaker*", "GameMaker")), *_all("Unity", ("Unity Hub*", "Unity Hub"), ("Unity #*|Unity", "Unity")),
    *_all("Epic Games", ("Unreal Engine*", "Unreal Engine"), ("Epic Games Launcher*", "Epic Games Launcher")), *_all("Godot", ("Godot*", "Godot")),
    *_all(APPLE, ("iTunes*", "iTunes"), ("QuickTime*", "QuickTime"), ("Bonjour*", "Bonjour"), ("iCloud*", "iCloud")),
]  # fmt: skip

CODE = [
    *_all("Python Software Foundation", ("Python Launcher*", "Python Launcher"), kind=_P),
    *_all("Python Software Foundation", ("Python #*", "Python"), by="*Python*|"), *_all("Thonny", ("Thonny*", "Thonny")),
    *_all("JetBrains", ("PyCharm*", "PyCharm"), ("IntelliJ*", "IntelliJ IDEA")), *_all("Mu", ("Mu #*", "Mu")), *_all("Anaconda", ("Anaconda3*|Anaconda #*", "Anaconda")),
    *_all(MS, ("Microsoft Visual Studio Code*|Visual Studio Code*", "Visual Studio Code"), ("Visual Studio * #*", "Visual Studio #"),
          ("Microsoft SQL Server Management Studio*|SQL Server Management Studio*", "SQL Server Management Studio"), ("PowerShell #*", "PowerShell"),
          ("Microsoft Small Basic*", "Small Basic"), ("Windows Terminal*", "Windows Terminal"), ("PowerToys*", "PowerToys"),
          ("Remote Desktop Connection Manager*", "Remote Desktop Connection Manager"), ("Remote Server Administration Tools*", "Remote Server Administration Tools")),
    *_all("Notepad++", ("Notepad++*", "Notepad++")), *_all("Sublime", ("Sublime Text*", "Sublime Text")), *_all("Git", ("Git version*|Git #*|Git", "Git")),
    *_all("GitHub", ("GitHub Desktop*", "GitHub Desktop")), *_all("Node.js", ("Node.js*", "Node.js")), *_all("Greenfoot", ("Greenfoot*", "Greenfoot"), ("BlueJ*", "BlueJ")),
    *_all("Eclipse", ("Eclipse*", "Eclipse"), by="*Eclipse*|"), *_all("Apache", ("NetBeans*|Apache NetBeans*", "Apache NetBeans"), ("XAMPP*", "XAMPP")),
    *_all("DB Browser", ("DB Browser for SQLite*", "DB Browser for SQLite")), *_all("Oracle", ("MySQL Workbench*", "MySQL Workbench"), ("Oracle VM VirtualBox*|VirtualBox*", "VirtualBox")),
    *_all("Cisco", ("Cisco Packet Tracer*", "Cisco Packet Tracer"), ("Cisco Jabber*", "Cisco Jabber"), ("Cisco Webex*|Webex*", "Webex")), *_all("Wireshark", ("Wireshark*", "Wireshark")),
]  # fmt: skip

EVERYDAY = [
    *_all("Igor Pavlov", ("7-Zip*", "7-Zip")), *_all("win.rar", ("WinRAR*", "WinRAR")), *_all("WinZip", ("WinZip*", "WinZip")),
    *_all("Zoom", ("Zoom*Outlook*", "Zoom Outlook plug-in"), ("Zoom*", "Zoom Workplace"), by="*Zoom*"), *_all("Slack", ("Slack*", "Slack"), by="*Slack*"),
    *_all("Dropbox", ("Dropbox*", "Dropbox")), *_all("Spotify", ("Spotify*", "Spotify")), *_all("Valve", ("Steam", "Steam")), *_all("Discord", ("Discord*", "Discord")),
    *_all("Roblox", ("Roblox*", "Roblox")), *_all("Piriform", ("CCleaner*", "CCleaner")), *_all("Greenshot", ("Greenshot*", "Greenshot")), *_all("IrfanView", ("IrfanView*", "IrfanView")),
    *_all("FileZilla", ("FileZilla*", "FileZilla")), *_all("Simon Tatham", ("PuTTY*", "PuTTY")), *_all("WinSCP", ("WinSCP*", "WinSCP")), *_all("KeePass", ("KeePass*", "KeePass")),
    *_all("OpenVPN", ("OpenVPN Connect*", "OpenVPN Connect"), ("OpenVPN*", "OpenVPN")), *_all("Palo Alto Networks", ("GlobalProtect*", "GlobalProtect")),
    *_all("Fortinet", ("FortiClient*", "FortiClient")), *_all("NordVPN", ("NordVPN*", "NordVPN")), *_all("qBittorrent", ("qBittorrent*", "qBittorrent")),
    *_all("TeamViewer", ("TeamViewer*", "TeamViewer")), *_all("AnyDesk", ("AnyDesk*", "AnyDesk")), *_all("RealVNC", ("RealVNC*|VNC Server*|VNC Viewer*", "RealVNC")),
    *_all("TightVNC", ("TightVNC*", "TightVNC")), *_all("UltraVNC", ("UltraVNC*|UltraVnc*", "UltraVNC")), *_all("RustDesk", ("RustDesk*", "RustDesk")), *_all("Splashtop", ("Splashtop*", "Splashtop")),
    *_all("MeshCentral", ("Mesh Agent*|MeshCentral*", "MeshCentral agent")), *_all("Teclib", ("GLPI Agent*", "GLPI Agent")), *_all("FusionInventory", ("FusionInventory Agent*", "FusionInventory Agent")),
    *_all("Sophos", ("Sophos Endpoint*|Sophos Anti-Virus*|Sophos Intercept*|Sophos Core*", "Sophos Endpoint"), ("Sophos AutoUpdate*|Sophos Management*|Sophos Health*|Sophos Network*", "Sophos parts")),
    *_all("ESET", ("ESET Management Agent*", "ESET Management Agent"), ("ESET*", "ESET Endpoint")), *_all("Bitdefender", ("Bitdefender*", "Bitdefender")), *_all("Malwarebytes", ("Malwarebytes*", "Malwarebytes")),
    *_all("CrowdStrike", ("CrowdStrike*", "CrowdStrike Falcon")), *_all("SentinelOne", ("Sentinel Agent*|SentinelOne*", "SentinelOne")), *_all("Trellix", ("McAfee*|Trellix*", "Trellix")),
    *_all("Kaspersky", ("Kaspersky*", "Kaspersky")), *_all("Avast", ("Avast*|AVG*", "Avast")), *_all("Webroot", ("Webroot*", "Webroot")),
    *_all("Veeam", ("Veeam Agent*", "Veeam Agent"), ("Veeam*", "Veeam Backup & Replication")), *_all("Redstor", ("Redstor*", "Redstor")), *_all("Acronis", ("Acronis*", "Acronis")),
]  # fmt: skip

BENEATH = [
    *_all("Oracle", ("Java # Update #*", "Java #"), ("Java(TM) # Update #*|Java(TM) SE *Development Kit #*|Java SE Development Kit #*", "Java #"), ("Java Auto Updater*", "Java Auto Updater"), kind=_R),
    *_all("Eclipse Adoptium", ("Eclipse Temurin *", "Eclipse Temurin"), kind=_R), *_all("Amazon", ("Amazon Corretto*", "Amazon Corretto"), kind=_R),
    *_all(MS, ("*Microsoft Visual C++ # *Redistributable*", "Microsoft Visual C++ # Redistributable"),
          ("*Microsoft Visual C++ #-# *Redistributable*", "Microsoft Visual C++ #+ Redistributable"), ("*Microsoft Visual C++ * Additional Runtime*|*Microsoft Visual C++ * Minimum Runtime*", "Microsoft Visual C++ runtime parts"),
          ("*.NET*Desktop Runtime*", ".NET Desktop Runtime"), ("*ASP.NET Core*", "ASP.NET Core Runtime"), ("*.NET Framework*", ".NET Framework"), ("Microsoft .NET*|Microsoft Windows Desktop Runtime*", ".NET Runtime"),
          ("*Visual Studio #*Tools*Office Runtime*", "Visual Studio Tools for Office Runtime"), ("*Windows Software Development Kit*", "Windows SDK"),
          ("*SQL Server*ODBC Driver*|Microsoft ODBC Driver*|*SQL Server*Native Client*", "SQL Server client drivers"), kind=_R),
    *_all("Intel", ("Intel(R) *|Intel® *|*chipset Intel®*", "Intel drivers and parts"), kind=_D), *_all("Realtek", ("Realtek *", "Realtek drivers"), kind=_D),
    *_all("NVIDIA", ("NVIDIA *", "NVIDIA drivers"), kind=_D), *_all("AMD", ("AMD Software*|AMD Chipset*|AMD *Driver*", "AMD drivers"), kind=_D), *_all("Synaptics", ("Synaptics*", "Synaptics drivers"), kind=_D),
    *_all("DisplayLink", ("DisplayLink*", "DisplayLink"), kind=_D), *_all("Dell", ("Dell Command*Update*", "Dell Command | Update"), ("Dell SupportAssist*|SupportAssist*", "Dell SupportAssist"), ("Dell *Driver*|Dell Touchpad*|Dell Power Manager*", "Dell drivers and parts")),
    *_all("HP", ("HP *Driver*|HP Hotkey*|HP System Default*|HP Notifications*|HP Connection Optimizer*", "HP drivers and parts"), ("HP Support Assistant*", "HP Support Assistant"), ("HP Sure*|HP Wolf*", "HP Wolf Security")),
    *_all("Lenovo", ("Lenovo Vantage*", "Lenovo Vantage"), ("Lenovo System Update*", "Lenovo System Update"), ("ThinkPad *|Lenovo *Driver*", "Lenovo drivers and parts")),
    *_all("Canon", ("Canon *Driver*|Canon Generic*", "Canon drivers"), kind=_D), *_all("Epson", ("EPSON *|Epson *Driver*", "Epson drivers"), kind=_D), *_all("Brother", ("Brother *Driver*", "Brother drivers"), kind=_D),
]  # fmt: skip

START: list[Rule] = [*BROWSERS, *OFFICE, *CLASSROOM, *MAKING, *CODE, *EVERYDAY, *BENEATH]
