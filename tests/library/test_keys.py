"""A passphrase, a recovery key, the computer's keyring: what opens the library, and that nothing ever loses the key."""

from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import PasswordDeleteError

from ingredient_checker.library.protection import Protection
from ingredient_checker.library.recovery_key import BLOCKS, SIGNS, RecoveryKey
from ingredient_checker.library.wrapping import Cost
from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.problem import Problem
from ingredient_checker.record import Record

QUICK = Cost(64, 1, 1)
PASSPHRASE = "seven quiet herons at dawn"
CHILD = Path(__file__).with_name("change_keys_until_killed.py")


class KeyringInMemory(KeyringBackend):
    """A keyring as a desktop has one."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError(username)


@pytest.fixture(autouse=True)
def no_keyring() -> Iterator[None]:
    """No test touches the keyring of whoever runs it."""
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def own_keyring(no_keyring: None) -> KeyringInMemory:
    own = KeyringInMemory()
    keyring.set_keyring(own)
    return own


@pytest.fixture
def protection(folder: Path) -> Protection:
    """A library that only the account protects."""
    made = Protection(folder)
    made.key_path.parent.mkdir(parents=True)
    assert len(made.key()) == 32
    return made


@pytest.fixture
def recovery_key(protection: Protection) -> str:
    """The library now has a passphrase; its recovery key."""
    key = protection.new_recovery_key()
    protection.set_passphrase(PASSPHRASE, key, QUICK)
    return key


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


# set, open, change, remove


def test_without_a_passphrase_nothing_is_asked(protection: Protection) -> None:
    assert not protection.has_passphrase
    assert not protection.is_locked
    assert protection.since == ""
    assert not protection.opens_without_asking
    assert protection.unlock_without_asking()


def test_a_passphrase_opens_the_same_key_and_another_one_opens_nothing(protection: Protection) -> None:
    key = protection.key()
    protection.set_passphrase(PASSPHRASE, protection.new_recovery_key(), QUICK)
    assert protection.key() == key
    protection.lock()
    assert protection.is_locked
    with pytest.raises(Problem, match="locked"):
        protection.key()
    before = protection.key_path.read_bytes()
    for wrong in ("", PASSPHRASE.upper(), PASSPHRASE + " ", "0" * 100_000, "\0", "\udc80"):
        with pytest.raises(Problem, match="not the passphrase of this library"):
            protection.unlock(wrong)
    assert protection.key_path.read_bytes() == before
    protection.unlock(PASSPHRASE)
    assert protection.key() == key


def test_the_cost_of_a_guess_is_argon2_with_64_mb(protection: Protection) -> None:
    protection.set_passphrase(PASSPHRASE, protection.new_recovery_key())
    assert '"memory_kib": 65536' in protection.key_path.read_text()
    Protection(protection.key_path.parent).unlock(PASSPHRASE)


def test_the_plain_key_and_the_secrets_are_in_no_file_of_the_folder(protection: Protection) -> None:
    key, recovery = protection.key(), protection.new_recovery_key()
    protection.set_passphrase(PASSPHRASE, recovery, QUICK)
    content = everything_in(protection.key_path.parent)
    for secret in (key, key.hex().encode(), PASSPHRASE.encode(), recovery.encode(), recovery.replace("-", "").encode()):
        assert secret not in content
    assert [path.name for path in protection.key_path.parent.iterdir()] == ["library.key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a file that is open")
def test_what_the_key_file_held_is_overwritten(protection: Protection) -> None:
    with protection.key_path.open("rb") as old:
        key = old.read()
        protection.set_passphrase(PASSPHRASE, protection.new_recovery_key(), QUICK)
        old.seek(0)
        assert old.read() == bytes(len(key))


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot replace a file that is open")
def test_a_copy_that_shares_the_file_is_not_destroyed(protection: Protection) -> None:
    copy = protection.key_path.with_name("copy of another program")
    os.link(protection.key_path, copy)
    key = protection.key()
    protection.set_passphrase(PASSPHRASE, protection.new_recovery_key(), QUICK)
    assert bytes.fromhex(copy.read_text()) == key


@pytest.mark.skipif(os.name == "nt", reason="Windows protects the user's folder by other means")
def test_a_wrapped_key_belongs_to_the_user_alone(protection: Protection, recovery_key: str) -> None:
    assert stat.S_IMODE(protection.key_path.stat().st_mode) == 0o600


def test_the_recovery_key_opens_and_gives_another_passphrase(protection: Protection, recovery_key: str) -> None:
    key = protection.key()
    protection.lock()
    protection.unlock_with_recovery_key(recovery_key.lower().replace("-", "  "))
    assert protection.key() == key
    protection.replace_passphrase(recovery_key, "another one of mine", QUICK)
    protection.lock()
    with pytest.raises(Problem, match="not the passphrase"):
        protection.unlock(PASSPHRASE)
    protection.unlock("another one of mine")
    protection.lock()
    protection.unlock_with_recovery_key(recovery_key)
    assert protection.key() == key


def test_the_recovery_key_of_another_library_is_refused(protection: Protection, recovery_key: str) -> None:
    with pytest.raises(Problem, match="not the recovery key of this library"):
        protection.unlock_with_recovery_key(protection.new_recovery_key())


def test_a_changed_passphrase_leaves_key_and_recovery_key_as_they_are(
    protection: Protection, recovery_key: str
) -> None:
    key = protection.key()
    with pytest.raises(Problem, match="not the passphrase"):
        protection.change_passphrase("not the passphrase", "another one of mine", QUICK)
    protection.change_passphrase(PASSPHRASE, "another one of mine", QUICK)
    for unlock, secret in (
        (protection.unlock, "another one of mine"),
        (protection.unlock_with_recovery_key, recovery_key),
    ):
        protection.lock()
        unlock(secret)
        assert protection.key() == key


def test_a_new_recovery_key_makes_the_old_paper_worthless(protection: Protection, recovery_key: str) -> None:
    new = protection.new_recovery_key()
    protection.renew_recovery_key(PASSPHRASE, new)
    protection.lock()
    with pytest.raises(Problem, match="not the recovery key"):
        protection.unlock_with_recovery_key(recovery_key)
    protection.unlock_with_recovery_key(new)


def test_a_removed_passphrase_leaves_the_key_as_it_was_in_the_beginning(protection: Protection) -> None:
    plain, key = protection.key_path.read_bytes(), protection.key()
    protection.set_passphrase(PASSPHRASE, protection.new_recovery_key(), QUICK)
    with pytest.raises(Problem, match="not the passphrase"):
        protection.remove_passphrase("not the passphrase")
    assert protection.has_passphrase
    protection.remove_passphrase(PASSPHRASE)
    assert protection.key_path.read_bytes() == plain
    assert protection.key() == key
    assert not protection.is_locked


def test_what_makes_no_sense_is_refused_and_changes_nothing(protection: Protection, recovery_key: str) -> None:
    before = protection.key_path.read_bytes()
    for refused in (
        lambda: protection.set_passphrase(PASSPHRASE, recovery_key, QUICK),
        lambda: protection.change_passphrase(PASSPHRASE, "short", QUICK),
        lambda: protection.change_passphrase(PASSPHRASE, " " * 20, QUICK),
        lambda: protection.replace_passphrase(recovery_key, "short", QUICK),
        lambda: protection.renew_recovery_key(PASSPHRASE, "ABCDE"),
    ):
        with pytest.raises(Problem):
            refused()
    assert protection.key_path.read_bytes() == before


def test_letters_and_spaces_that_look_the_same_are_the_same(protection: Protection) -> None:
    protection.set_passphrase("Müller mag Öl", protection.new_recovery_key(), QUICK)
    protection.lock()
    protection.unlock("Mu\u0308ller\u00a0mag\u2009O\u0308l")


@given(passphrase=st.text(min_size=8).filter(lambda text: len(text.strip()) >= 8))
def test_any_passphrase_opens_what_it_closed(tmp_path_factory: pytest.TempPathFactory, passphrase: str) -> None:
    own = Protection(tmp_path_factory.mktemp("library"))
    own.set_passphrase(passphrase, own.new_recovery_key(), QUICK)
    key = own.key()
    own.lock()
    own.unlock(passphrase)
    assert own.key() == key


def test_a_full_disk_leaves_the_key_file_as_it_was(
    protection: Protection, recovery_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = protection.key_path.read_bytes()

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    for change in (
        lambda: protection.change_passphrase(PASSPHRASE, "another one of mine", QUICK),
        lambda: protection.remove_passphrase(PASSPHRASE),
        lambda: protection.renew_recovery_key(PASSPHRASE, protection.new_recovery_key()),
    ):
        with pytest.raises(Problem, match=r"the disk is full.*Nothing was changed"):
            change()
    assert protection.key_path.read_bytes() == before
    assert [path.name for path in protection.key_path.parent.iterdir()] == ["library.key"]


# the library and its backups


def test_a_backup_opens_whatever_the_passphrase_is_now(folder: Path, patient: Patient, tmp_path: Path) -> None:
    record = Record(folder)
    kept = record.save_patient(patient)
    copies = [tmp_path / f"{n}.db" for n in range(3)]
    record.back_up(copies[0])
    recovery = record.protection.new_recovery_key()
    record.protection.set_passphrase(PASSPHRASE, recovery, QUICK)
    record.back_up(copies[1])
    record.protection.change_passphrase(PASSPHRASE, "another one of mine", QUICK)
    record.lock()
    with pytest.raises(Problem, match="locked"):
        record.backup_holds(copies[0])
    record.unlock("another one of mine")
    record.back_up(copies[2])
    assert [record.backup_holds(copy).patients for copy in copies] == [1, 1, 1]
    record.erase_patient(kept)
    record.restore(copies[0])
    assert record.patient(kept) == patient
    record.protection.remove_passphrase("another one of mine")
    record.close()
    assert [record.backup_holds(copy).patients for copy in copies] == [1, 1, 1]
    assert record.patient(kept) == patient
    assert record.event_faults() == ()
    record.close()


def test_after_locking_a_patient_that_was_open_can_be_saved(folder: Path, patient: Patient) -> None:
    record = Record(folder)
    kept = record.save_patient(patient)
    record.protection.set_passphrase(PASSPHRASE, record.protection.new_recovery_key(), QUICK)
    for _ in range(2):
        record.lock()
        record.unlock(PASSPHRASE)
        record.save_patient(patient, kept)
    record.close()


def test_a_key_that_opens_but_is_another_librarys_stays_locked(folder: Path, patient: Patient, tmp_path: Path) -> None:
    record, other = Record(folder), Record(tmp_path / "other")
    record.save_patient(patient)
    other.save_patient(patient)
    other.close()
    other.protection.set_passphrase(PASSPHRASE, other.protection.new_recovery_key(), QUICK)
    record.close()
    record.protection.key_path.write_bytes(other.protection.key_path.read_bytes())
    with pytest.raises(Problem, match="belongs to another library"):
        record.unlock(PASSPHRASE)
    assert record.protection.is_locked


# damage


def test_a_damaged_key_file_is_named_and_not_touched(protection: Protection, recovery_key: str) -> None:
    whole, key = protection.key_path.read_bytes(), protection.key()
    chance = random.Random(5)
    said: set[str] = set()
    for _ in range(300):
        place, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        flipped = bytes((*whole[:place], whole[place] ^ bit, *whole[place + 1 :]))
        protection.key_path.write_bytes(flipped)
        protection.lock()
        try:
            protection.unlock(PASSPHRASE)
        except Problem as problem:
            said.add(str(problem))
        else:
            assert protection.key() == key  # a space between two values, or a digit in capitals
        assert protection.key_path.read_bytes() == flipped
    assert all("library.key" in problem or "has no passphrase" in problem for problem in said)
    assert any("is damaged" in problem for problem in said)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"memory_kib": 64', '"memory_kib": 999999999999'),
        ('"memory_kib": 64', '"memory_kib": true'),
        ('"passes": 1', '"passes": 4000000000'),
        ('"passes": 1', '"passes": -1'),
        ('"version": 1', '"version": null'),
        ('"passphrase": {', '"fingerprint": {'),
        ('"since": "', '"since": "9'),
        ("{", "{" * 100_000),
        ("}", ""),
        ('"slots"', '"slits"'),
    ],
)
def test_a_lying_key_file_is_refused_at_once(protection: Protection, recovery_key: str, old: str, new: str) -> None:
    content = protection.key_path.read_text()
    assert old in content
    protection.key_path.write_text(content.replace(old, new, 1))
    protection.lock()
    with pytest.raises(Problem, match="damaged"):
        protection.unlock(PASSPHRASE)


def test_a_key_file_of_a_newer_program_is_refused(protection: Protection, recovery_key: str) -> None:
    protection.key_path.write_text(protection.key_path.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(Problem, match="newer version"):
        protection.unlock(PASSPHRASE)


def test_what_a_killed_program_left_beside_the_key_is_removed(protection: Protection, recovery_key: str) -> None:
    fresh, old = (protection.key_path.with_name(f"library.key.{name}.new") for name in ("fresh", "old"))
    for left in (fresh, old):
        left.write_text("0f" * 32)
    os.utime(old, (0, 0))
    protection.unlock(PASSPHRASE)
    assert fresh.exists()  # another window may be writing it
    assert not old.exists()


@pytest.mark.parametrize("seed", range(8))
def test_a_program_killed_while_it_changes_the_passphrase_leaves_the_old_or_the_new_key_file(
    tmp_path: Path, seed: int
) -> None:
    """The child sets, changes and removes a passphrase and dies at one of its dealings with the disk."""
    own = Protection(tmp_path)
    key = own.key()
    chance = random.Random(seed)
    for _ in range(4):
        how = (CHILD, tmp_path, str(chance.randrange(1, 60)), PASSPHRASE)
        assert subprocess.run([sys.executable, *how], check=False).returncode == 9
        left = Protection(tmp_path)
        if left.has_passphrase:
            for passphrase in (PASSPHRASE, PASSPHRASE * 2):
                try:
                    left.unlock(passphrase)
                    break
                except Problem:
                    continue
        assert left.key() == key
    names = [path for path in tmp_path.iterdir() if path.name != "library.key"]
    for left_over in names:
        os.utime(left_over, (0, 0))
    if Protection(tmp_path).has_passphrase:
        left.unlock(passphrase)
        assert key.hex().encode() not in everything_in(tmp_path)


# the recovery key


@given(st.integers(0, BLOCKS * 5 - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_in_a_recovery_key_is_told_with_its_block(place: int, sign: str) -> None:
    signs = str(RecoveryKey.new()).replace("-", "")
    if signs[place] != sign:
        with pytest.raises(Problem, match=f"block {place // 5 + 1} "):
            RecoveryKey.typed(signs[:place] + sign + signs[place + 1 :])


@given(st.integers(0, BLOCKS * 5 - 2))
def test_two_exchanged_signs_in_a_recovery_key_are_told(place: int) -> None:
    signs = str(RecoveryKey.new()).replace("-", "")
    exchanged = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    if exchanged != signs and place % 5 != 4:
        with pytest.raises(Problem, match=f"block {place // 5 + 1} "):
            RecoveryKey.typed(exchanged)


@given(st.permutations(range(BLOCKS)))
def test_blocks_in_another_order_are_told(order: list[int]) -> None:
    key = RecoveryKey.new()
    moved = tuple(key.blocks[n] for n in order)
    if moved != key.blocks:
        with pytest.raises(Problem, match="slip in block"):
            RecoveryKey.typed(" ".join(moved))


@pytest.mark.parametrize("typed", ["", "-", "ABCDE", "O", "0I1L", "ß" * 35, "Æ"])
def test_what_is_no_recovery_key_is_refused_in_words(typed: str) -> None:
    with pytest.raises(Problem, match="recovery key"):
        RecoveryKey.typed(typed)


def test_recovery_keys_are_long_random_and_without_look_alikes() -> None:
    keys = {str(RecoveryKey.new()) for _ in range(50)}
    assert len(keys) == 50
    assert not set("01IOL") & set("".join(keys))
    assert len(SIGNS) ** (BLOCKS * 4) > 2**128


# the computer's keyring


def test_the_keyring_opens_without_asking_until_it_is_told_not_to(
    protection: Protection, recovery_key: str, own_keyring: KeyringInMemory
) -> None:
    key = protection.key()
    assert protection.why_no_keyring() == ""
    protection.open_without_asking(PASSPHRASE)
    again = Protection(protection.key_path.parent)
    assert again.is_locked
    assert again.unlock_without_asking()
    assert again.key() == key
    assert key.hex() not in str(own_keyring.kept)  # it holds a secret of its own, of no use without the key file
    again.ask_again()
    assert own_keyring.kept == {}
    assert not Protection(protection.key_path.parent).unlock_without_asking()


def test_an_emptied_keyring_only_means_that_the_passphrase_is_asked_for(
    protection: Protection, recovery_key: str, own_keyring: KeyringInMemory
) -> None:
    protection.open_without_asking(PASSPHRASE)
    own_keyring.kept.clear()
    again = Protection(protection.key_path.parent)
    assert not again.unlock_without_asking()
    keyring.set_keyring(fail.Keyring())
    assert not again.unlock_without_asking()
    again.unlock(PASSPHRASE)


def test_removing_the_passphrase_empties_the_keyring(
    protection: Protection, recovery_key: str, own_keyring: KeyringInMemory
) -> None:
    protection.open_without_asking(PASSPHRASE)
    protection.remove_passphrase(PASSPHRASE)
    assert own_keyring.kept == {}


def test_a_computer_without_a_keyring_says_so(protection: Protection, recovery_key: str) -> None:
    assert protection.why_no_keyring() == "This computer has no keyring."
    before = protection.key_path.read_bytes()
    with pytest.raises(Problem, match="no keyring"):
        protection.open_without_asking(PASSPHRASE)
    assert protection.key_path.read_bytes() == before


def test_a_missing_package_is_the_reason(protection: Protection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert protection.why_no_keyring() == "The package “keyring” is not installed."
