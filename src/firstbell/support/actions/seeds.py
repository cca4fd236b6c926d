"""What a school begins with; everything here can be changed afterwards."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.support.states import Phase


class StatusSeed(NamedTuple):
    name: str
    phase: Phase
    pauses: bool = False
    for_them: bool = False
    for_approval: bool = False


class CategorySeed(NamedTuple):
    name: str
    icon: str
    words: str
    tips: tuple[str, ...] = ()


STATUSES = (
    StatusSeed("New", Phase.NEW),
    StatusSeed("In hand", Phase.OPEN),
    StatusSeed("Booked in", Phase.WAITING, pauses=True),
    StatusSeed("Waiting for an answer", Phase.WAITING, pauses=True, for_them=True),
    StatusSeed("Waiting for approval", Phase.WAITING, pauses=True, for_approval=True),
    StatusSeed("Waiting for a part", Phase.WAITING, pauses=True),
    StatusSeed("With a supplier", Phase.WAITING, pauses=True),
    StatusSeed("Solved", Phase.SOLVED),
    StatusSeed("Closed", Phase.CLOSED),
)

CATEGORIES = (
    CategorySeed(
        "Board or screen", "device-projector",
        "board, projector, screen, panel, smartboard, whiteboard, hdmi, picture, display, visualiser, remote, cast",
        (
            "Is it on at the wall? The switch is often behind the screen.",
            "Press Source or Input on the screen until the computer shows.",
            "Push both ends of the HDMI lead in, at the desk and at the wall plate.",
            "Press Windows and P together on the computer, and choose Duplicate.",
            "Turn the screen off at the wall, count to ten, and turn it on again.",
        ),
    ),
    CategorySeed(
        "Sound", "volume",
        "sound, speaker, speakers, audio, microphone, mic, volume, mute, hall sound",
        (
            "Is it muted on the computer, or on the screen's own remote?",
            "Click the speaker by the clock and choose the screen or the speakers.",
            "Is the speaker or amplifier on, and its light lit?",
            "Unplug the small round plug and push it in again.",
            "Play something else: it may be the video that is silent.",
        ),
    ),
    CategorySeed(
        "Computer", "device-desktop",
        "computer, pc, desktop, keyboard, mouse, monitor, slow, frozen, crash, start, boot, black, blue",
        (
            "Hold the power button for ten seconds, then press it once.",
            "Is the monitor on, and its lead pushed in?",
            "Unplug the keyboard or mouse and plug it into another socket.",
            "Save what you can, then restart it from the menu.",
            "Is the whole row dead? Then it is the socket: say so below.",
        ),
    ),
    CategorySeed(
        "Laptop or tablet", "device-laptop",
        "laptop, chromebook, ipad, tablet, charger, charging, battery, lid, trolley, cracked, keys",
        (
            "Leave it on a charger for ten minutes, then try again.",
            "Try another charger: the lead breaks more often than the laptop.",
            "Hold the power button for ten seconds, then press it once.",
            "Is the trolley plugged in and its timer on?",
            "If the case is bulging, do not charge it. Put it somewhere cool and tell us now.",
        ),
    ),
    CategorySeed(
        "Wi-Fi or network", "wifi",
        "wifi, wi-fi, network, internet, connection, connect, offline, cable, switch, slow internet, website",
        (
            "Turn Wi-Fi off and on again on the device.",
            "Is it on the school's own network, not the one for guests?",
            "Does another device in the room work? Then it is this one.",
            "Is the network lead pushed in, with a light beside it?",
            "If the whole room is off, send this now: do not wait.",
        ),
    ),
    CategorySeed(
        "Printing", "printer",
        "print, printer, printing, copier, photocopier, toner, paper, jam, scan, scanner, staple",
        (
            "Is it asking for paper, or is a tray open?",
            "Open the door that its screen shows, and look for paper in the way.",
            "Are you printing to the right one? Look at its label.",
            "Sign in at the printer again: your job may be waiting there.",
            "Send one page as a test before the whole set.",
        ),
    ),
    CategorySeed(
        "Sign-in and passwords", "key",
        "password, login, log in, sign in, locked, account, mfa, authenticator, reset, username",
        (
            "Is Caps Lock on?",
            "Type the password where you can see it, then copy it across.",
            "Have you been asked to change it today?",
            "Use your whole school address, not only your initials.",
            "Wait fifteen minutes after too many tries.",
        ),
    ),
    CategorySeed(
        "Programs and apps", "apps",
        "software, program, app, install, update, licence, office, word, excel, teams, browser",
        (
            "Close it altogether and open it again.",
            "Restart the computer: half-done updates are the usual cause.",
            "Try it in another browser.",
            "Is it only this computer? Try the one beside it.",
            "Write down the words of the message: they help us most.",
        ),
    ),
    CategorySeed(
        "Registers and data", "database",
        "register, registers, mis, sims, arbor, bromcom, data, report, attendance, marks",
        (),
    ),
    CategorySeed("Email and files", "mail", "email, mail, outlook, gmail, onedrive, drive, file, files, share, deleted", ()),
    CategorySeed("Blocked website", "world", "blocked, filter, filtering, unblock, youtube, site", ()),
    CategorySeed("Phones and bells", "phone", "phone, telephone, handset, bell, bells, tannoy, pa, voicemail", ()),
    CategorySeed("Events and hall", "presentation", "hall, assembly, stage, lights, show, concert, open evening, recording", ()),
    CategorySeed("Exams", "certificate", "exam, exams, mock, invigilator, access arrangement, word processor", ()),
    CategorySeed("Something new", "shopping-cart", "buy, order, quote, new, want, need, licence for", ()),
    CategorySeed("Moving", "arrows-move", "move, moving, swap rooms, relocate, desk move", ()),
    CategorySeed("Safety", "alert-triangle", "smoke, spark, sparks, burning, shock, hot, swollen, bulging, loose, cable, trip, hazard", (
        "If it smokes, sparks or smells: switch it off at the wall if you safely can, and take everybody away from it.",
        "Ring the school office now, then send this.",
    )),
    CategorySeed("Something else", "help-circle", "", ()),
)  # fmt: skip
