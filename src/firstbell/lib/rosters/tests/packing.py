"""Exports made by hand, a file at a time."""

from __future__ import annotations

import zipfile
from pathlib import Path

MANIFEST = "propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{files}"
ORGS = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nHV,,,Hartley Vale School,school,123456,\n"
USERS = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
)
CLASSES = (
    "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,"
    "termSourcedIds,subjects,subjectCodes,periods\n"
)
ENROLMENTS = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
    "email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
    "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns\n"
)
ROLES_12 = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
)


def manifest(version: str = "1.1", **modes: str) -> str:
    return MANIFEST.format(
        version=version, files="".join(f"file.{name},{mode}\n" for name, mode in modes.items())
    )


def packed(path: Path, **files: str | bytes) -> Path:
    """A zip of these: `users="…"` is users.csv."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return path


def user(key: str, given: str, family: str, role: str = "student", **more: str) -> str:
    words = {
        "status": "",
        "modified": "",
        "org": "HV",
        "number": "",
        "email": "",
        "grades": "",
    } | more
    return (
        f"{key},{words['status']},{words['modified']},true,{words['org']},{role},{given.lower()},,{given},{family},,"
        f"{words['number']},{words['email']},,,,{words['grades']},\n"
    )


def group(key: str, title: str, kind: str = "scheduled", **more: str) -> str:
    return f"{key},{more.get('status', '')},,{title},,,,{kind},,HV,,,,\n"


def enrolment(group: str, user: str, role: str = "student", **more: str) -> str:
    words = {"status": "", "modified": "", "primary": ""} | more
    return f"{group}-{user},{words['status']},{words['modified']},{group},HV,{user},{role},{words['primary']},,\n"


def school(path: Path, users: str, classes: str = "", enrolments: str = "", **more: str) -> Path:
    """A whole OneRoster 1.1 export."""
    modes = {"orgs": "bulk", "users": "bulk"}
    files: dict[str, str | bytes] = {"orgs": ORGS, "users": USERS + users}
    if classes:
        modes |= {"classes": "bulk", "enrollments": "bulk"}
        files |= {"classes": CLASSES + classes, "enrollments": ENROLMENTS + enrolments}
    modes |= more
    return packed(path, manifest=manifest(**modes), **files)
