"""A folder that is copied to other computers, or lies on a network drive, is noticed by its path."""

from __future__ import annotations

from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from ingredient_checker.library.place import is_network, mounts, synced_by, what_the_place_means

MOUNTS = (
    ("/", "ext4"),
    ("/home", "nfs4"),
    ("/home/anna/local", "ext4"),
    ("/mnt/share", "cifs"),
    ("/media/my disk", "fuse.sshfs"),
    ("/tmp", "tmpfs"),
)


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        (PureWindowsPath(r"C:\Users\Anna\OneDrive - Klinik Nord\Daten"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\Anna\OneDrive\ingredient-checker"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\Anna\iCloudDrive\x"), "iCloud"),
        (PurePosixPath("/Users/anna/Library/Mobile Documents/com~apple~CloudDocs/x"), "iCloud"),
        (PurePosixPath("/Users/anna/Library/CloudStorage/OneDrive-Klinik/x"), "a cloud service"),
        (PurePosixPath("/Users/anna/Library/CloudStorage/Box-Box/x"), "a cloud service"),
        (PurePosixPath("/home/anna/Dropbox (Klinik)/x"), "Dropbox"),
        (PurePosixPath("/home/anna/Google Drive/x"), "Google Drive"),
        (PureWindowsPath(r"G:\My Drive\x"), "Google Drive"),
        (PurePosixPath("/home/anna/Nextcloud/x"), "Nextcloud"),
        (PurePosixPath("/home/anna/Nextcloud2/x"), "Nextcloud"),
        (PurePosixPath("/home/anna/.local/share/ingredient-checker"), ""),
        (PureWindowsPath(r"C:\Users\Anna\AppData\Local\ingredient-checker"), ""),
        (PurePosixPath("/home/anna/a box of things/mega sale/dropbox leaflet"), ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(path: PurePath, whose: str) -> None:
    assert synced_by(path) == whose


@pytest.mark.parametrize(
    ("path", "network"),
    [
        (PurePosixPath("/home/anna/.local/share/ingredient-checker"), True),
        (PurePosixPath("/home/anna/local/ingredient-checker"), False),
        (PurePosixPath("/homework"), False),
        (PurePosixPath("/mnt/share"), True),
        (PurePosixPath("/media/my disk/x"), True),
        (PurePosixPath("/tmp/x"), False),
        (PurePosixPath("/run/user/1000/gvfs/smb-share:server=klinik,share=derma/x"), True),
        (PureWindowsPath(r"\\server\share\x"), True),
        (PureWindowsPath(r"C:\Users\x"), False),
    ],
)
def test_a_network_drive_is_known_by_what_is_mounted_nearest(path: PurePath, network: bool) -> None:
    assert is_network(path, MOUNTS) is network


def test_what_it_means_is_said_and_that_a_passphrase_helps(tmp_path: Path) -> None:
    assert what_the_place_means(tmp_path / "library", has_passphrase=False) == ""
    synced = tmp_path / "Dropbox" / "library"
    assert "its key lies beside it" in what_the_place_means(synced, has_passphrase=False)
    said = what_the_place_means(synced, has_passphrase=True)
    assert "Dropbox" in said
    assert "needs your passphrase" in said


@pytest.mark.skipif(not Path("/proc/self/mounts").exists(), reason="Linux says there what is mounted")
def test_this_computer_says_what_is_mounted() -> None:
    assert "/" in dict(mounts())
