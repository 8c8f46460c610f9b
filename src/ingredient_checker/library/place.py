"""Where the library lies, and what that means: a folder that is copied to other computers, or a network drive."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path, PurePath

_SYNCED = (  # a folder's name (folded) -> whose it is
    (r"onedrive( - .+|-.+)?|skydrive", "OneDrive"),
    (r"dropbox( \(.+\)|-.+)?", "Dropbox"),
    (r"google ?drive(-.+)?|my drive|meine ablage|mon drive", "Google Drive"),
    (r"iclouddrive|icloud drive|icloud-drive|com~apple~clouddocs|mobile documents", "iCloud"),
    (r"nextcloud\d*", "Nextcloud"),
    (r"owncloud\d*", "ownCloud"),
    (r"box( sync|-box)", "Box"),
    (r"pcloud ?(drive|sync)?", "pCloud"),
    (r"mega(sync)?", "MEGA"),
    (r"seafile|seadrive", "Seafile"),
    (r"synologydrive|synology drive|cloudstation", "Synology Drive"),
    (r"tresorit( drive)?", "Tresorit"),
    (r"magentacloud|hidrive|proton drive|protondrive|sync\.com|syncthing|yandex\.?disk", "a cloud service"),
    (r"cloudstorage", "a cloud service"),  # macOS: ~/Library/CloudStorage/...
)
_NETWORK_TYPES = re.compile(
    r"nfs\d*|cifs|smb\w*|ncpfs|ncp|afs|auristorfs|coda|ceph|glusterfs|lustre|beegfs|gpfs|9p|davfs2?|afpfs|webdav"
    r"|fuse\.(sshfs|rclone|davfs2?|curlftpfs|gvfsd-fuse|glusterfs|s3fs|ceph|smbnetfs|afpfs|google-drive-ocamlfuse|onedriver)"
)
_KEY_OPEN = "It is encrypted, but its key lies beside it: without a passphrase whoever can read the folder can open it."
_KEY_WRAPPED = "It is encrypted, and its key needs your passphrase."
_ON_SYNCED = (
    "The library lies in a folder of {whose} that is copied to other computers. {key} A library that is copied while it"
    " is open, or open on two computers, can be damaged. Better: keep it in a folder of this computer only, and put"
    " backups there."
)
_ON_NETWORK = (
    "The library lies on a network drive. {key} When the connection breaks, or two computers have it open, it can be"
    " damaged. Better: keep it on this computer, and put backups on the network drive."
)


def what_the_place_means(folder: Path, *, has_passphrase: bool) -> str:
    """A sentence or two to be said of this folder; "" for an ordinary one."""
    places = {folder.absolute(), folder.resolve()}  # a link may lead elsewhere
    key = _KEY_WRAPPED if has_passphrase else _KEY_OPEN
    for place in places:
        if whose := synced_by(place):
            return _ON_SYNCED.format(whose=whose, key=key)
    mounted = mounts()
    return _ON_NETWORK.format(key=key) if any(is_network(place, mounted) for place in places) else ""


def synced_by(folder: PurePath) -> str:
    """Whose synchronised folder this lies in, "" if in none. By the names of the folders."""
    for part in folder.parts:
        for pattern, whose in _SYNCED:
            if re.fullmatch(pattern, part.casefold()):
                return whose
    return ""


def is_network(folder: PurePath, mounted: Iterable[tuple[str, str]]) -> bool:
    """Whether this lies on a network drive. `mounted`: mount point and type of each file system."""
    path = folder.as_posix()
    if path.startswith("//") or "/gvfs/" in path:  # \\server\share; a GNOME connection
        return True
    holding = [
        (len(point), kind) for point, kind in mounted if path == point or path.startswith(f"{point.rstrip('/')}/")
    ]
    return bool(holding) and _NETWORK_TYPES.fullmatch(max(holding)[1].casefold()) is not None


def mounts() -> tuple[tuple[str, str], ...]:
    """Mount point and type of the file systems of this computer; empty where it does not say."""
    if sys.platform == "win32":
        return _drives()
    try:
        lines = Path("/proc/self/mounts").read_text("utf-8", "replace").splitlines()
    except OSError:
        return ()
    found = (line.split(" ") for line in lines)
    return tuple((_unescaped(parts[1]), parts[2]) for parts in found if len(parts) > 2)


def _unescaped(point: str) -> str:
    return re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point)


def _drives() -> tuple[tuple[str, str], ...]:
    import ctypes

    drive_type = getattr(ctypes, "windll").kernel32.GetDriveTypeW  # noqa: B009 - only there on Windows
    letters = (f"{letter}:/" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    remote = 4
    return tuple((letter, "smb") for letter in letters if os.path.exists(letter) and drive_type(letter) == remote)
