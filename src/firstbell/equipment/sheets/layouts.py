"""Files that are known by their headings: the DfE's register, Snipe-IT's and GLPI's exports."""

from __future__ import annotations

from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.sheets import Layout

# Exactly as the DfE's template has them, in its order.
DFE_HEADINGS = (
    "Asset type", "Asset number", "Make of asset", "Model of asset", "Serial number", "Operating system",
    "Condition of asset", "Asset status", "Who decommissioned/ disposed of this asset and when?",
    "Date of last check or replacement", "Person responsible for the last check or replacement",
    "Date of next check or replacement", "Overdue status", "When does the asset expire or become unsupported?",
    "Location: Building", "Location: Room", "Who is the asset assigned to?", "Purchase date", "Purchase price (£)",
    "Supplier of the asset", "Is the asset owned by your school or college?", "Is this asset leased or loaned?",
    "Person completing this entry", "Additional comments",
)  # fmt: skip
_DFE_FIELDS = (
    "category", "tag", "maker", "model", "serial", SPILL, "condition", "state", SPILL, SPILL, SPILL, SPILL, "",
    "supported_until", "building", "room", "holder", "bought", "price", "supplier", "owned", "leased", SPILL, "notes",
)  # fmt: skip

DFE = Layout(
    "dfe", "the DfE asset register", dict(zip(DFE_HEADINGS, _DFE_FIELDS, strict=True)),
    ("Asset type", "Asset number", "Make of asset", "Model of asset"), "DMY",
)  # fmt: skip

SNIPE = Layout(
    "snipe", "Snipe-IT's export",
    {
        "Company": SPILL, "Name": "name", "Asset Name": "name", "Asset Tag": "tag", "Category": "category",
        "Supplier": "supplier", "Manufacturer": "maker", "Location": "room", "Default Location": "room",
        "Order Number": "order", "Model": "model", "Model Notes": SPILL, "Model Number": "model_number", "Model No.": "model_number",
        "Asset Notes": "notes", "Notes": "notes", "Purchase Date": "bought", "Purchase Cost": "price", "Status": "state",
        "Checkout Type": "", "Checked Out To: Username": "holder_username", "Checked Out To: First Name": "holder_first",
        "Checked Out To: Last Name": "holder_last", "Checked Out To: Email": "holder_email",
        "Checked Out To: Location": "place", "Asset EOL Date": "replace_on", "EOL": "", "Warranty": "warranty_months",
        "Serial": "serial", "Checked Out": "", "Checked Out To": "holder",
    },
    ("Asset Tag", "Checked Out To: Username"), "MDY",
)  # fmt: skip

SNIPE_OLD = Layout(
    "snipe_sample", "Snipe-IT's import file",
    {
        "Full Name": "holder", "Email": "holder_email", "Username": "holder_username", "Company": SPILL, "item Name": "name",
        "Category": "category", "Model name": "model", "Manufacturer": "maker", "Model Number": "model_number",
        "Serial": "serial", "Asset Tag": "tag", "Location": "room", "Notes": "notes", "Purchase Date": "bought",
        "Purchase Cost": "price", "Status": "state", "Warranty": "warranty_months", "Supplier": "supplier",
    },
    ("Full Name", "Username", "item Name", "Asset Tag"), "MDY",
)  # fmt: skip

GLPI = Layout(
    "glpi", "GLPI's export",
    {
        "Name": "name", "Entity": "", "Status": "state", "Manufacturers": "maker", "Manufacturer": "maker",
        "Serial number": "serial", "Inventory number": "tag", "Inventory/Asset number": "tag", "Type": "category",
        "Types": "category", "Model": "model", "Location": "room", "Locations": "room", "Last update": "",
        "Alternate username": "holder", "User": "holder", "Comments": "notes", "ID": "",
        "Operating System - Name": SPILL, "Operating systems - Name": SPILL,
    },
    ("Entity", "Manufacturers", "Inventory number"), "",
)  # fmt: skip

ALL = (DFE, SNIPE, SNIPE_OLD, GLPI)
