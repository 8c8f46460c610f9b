"""How the record is protected: passphrase, recovery key, locking by itself, this computer's keyring, where it lies."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QDialog, QWidget

from ..problem import Problem
from ..workbench import Workbench
from .fit import fit
from .forms.ui_protection_dialog import Ui_ProtectionDialog
from .lock import MINUTES, Lock
from .passphrase_dialog import PassphraseDialog
from .printing import preview_and_print
from .recovery_key_dialog import RecoveryKeyDialog

_BY_ACCOUNT = (
    "The record is encrypted, and its key lies beside it, readable by your account on this computer only. So whoever"
    " can use your account can open the record."
)
_BY_NOTHING = (
    "The record is encrypted, but its key lies beside it, and in this folder other accounts of this computer may be"
    " able to read it. Set a passphrase."
)
_BY_PASSPHRASE = (
    "The record opens with the passphrase or the recovery key only. Backups have the record's own key: they open with"
    " this key file, also those made before a passphrase was set or changed. A copy of library.key from before there"
    " was a passphrase still opens everything: destroy such copies."
)
_MINUTES = {0: "never", 1: "after 1 minute"}


class ProtectionDialog(QDialog):
    """Each button does its thing at once; `lock` learns what has changed."""

    def __init__(self, workbench: Workbench, lock: Lock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = form = Ui_ProtectionDialog()
        form.setupUi(self)
        self.ensurePolished()
        self._workbench, self._lock = workbench, lock
        self._protection = workbench.record.protection
        for minutes in MINUTES:
            form.minutes.addItem(_MINUTES.get(minutes, f"after {minutes} minutes"), minutes)
        form.minutes.setCurrentIndex(MINUTES.index(lock.minutes))
        form.minutes.activated.connect(lambda chosen: lock.use_minutes(MINUTES[chosen]))
        for button, slot in (
            (form.setButton, self.set_passphrase),
            (form.changeButton, self.change_passphrase),
            (form.recoveryButton, self.renew_recovery_key),
            (form.removeButton, self.remove_passphrase),
            (form.keyringBox, self.use_keyring),
        ):
            button.clicked.connect(lambda _=False, do=slot: self._attempt(do))
        form.closeButton.clicked.connect(self.reject)
        self._attempt(self._look)
        fit(self, 76)

    def _look(self) -> None:
        """Show how it is now."""
        form, protection = self.form, self._protection
        protected = protection.has_passphrase
        by_account = protection.only_this_account
        without = "Protected by your account only" if by_account else "Not protected from other accounts"
        form.headline.setText("Protected by a passphrase" if protected else without)
        form.explanation.setText(_BY_PASSPHRASE if protected else _BY_ACCOUNT if by_account else _BY_NOTHING)
        form.setButton.setVisible(not protected)
        for button in (form.changeButton, form.recoveryButton, form.removeButton):
            button.setVisible(protected)
        form.minutes.setEnabled(protected)
        why_not = protection.why_no_keyring() if protected else "Needs a passphrase, as does locking."
        form.keyringBox.setEnabled(not why_not or protection.opens_without_asking)
        form.keyringBox.setChecked(protection.opens_without_asking)
        form.keyringNote.setText(
            why_not or "At the start only, by this computer's keyring; after locking the passphrase is asked for."
        )
        form.place.setText(f"It lies in {self._workbench.record.place}")
        form.risk.setText(protection.what_the_place_means())
        form.risk.setVisible(bool(form.risk.text()))

    def _attempt(self, do: Callable[[], None]) -> None:
        self.form.message.clear()
        try:
            do()
        except Problem as problem:
            self.form.message.setText(str(problem))
        self._lock.use_protection()
        fit(self)

    def _ask(self, title: str, headline: str, verb: str, do: Callable[[str, str], None], **asked: bool) -> bool:
        dialog = PassphraseDialog(title, headline, verb, do, self, **asked)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def _done(self, noted: str, said: str) -> None:
        self._workbench.record.note(noted)
        self._look()
        self.form.message.setText(said)

    # what can be done

    def set_passphrase(self) -> None:
        """A passphrase, then the recovery key; only when that is on paper does it count."""
        chosen: list[str] = []

        def remember(_: str, new: str) -> None:
            self._protection.require_good(new)
            chosen.append(new)

        headline = (
            "Four or five words that do not belong together are best. It is asked for at the start and to unlock."
        )
        if self._ask("Set a passphrase", headline, "Next", remember, new=True) and (key := self._recovery_key()):
            self._protection.set_passphrase(chosen[-1], key)
            self._done("set a passphrase", "The passphrase is set.")

    def change_passphrase(self) -> None:
        """Another passphrase."""
        headline = "The recovery key stays as it is."
        if self._ask(
            "Change the passphrase", headline, "Change", self._protection.change_passphrase, old=True, new=True
        ):
            self._done("changed the passphrase", "The passphrase is changed.")

    def renew_recovery_key(self) -> None:
        """Another recovery key; the paper with the old one is worthless then."""
        given: list[str] = []

        def remember(passphrase: str, _: str) -> None:
            self._protection.check_passphrase(passphrase)
            given.append(passphrase)

        headline = "The recovery key that you have now opens nothing any more once there is a new one."
        if self._ask("New recovery key", headline, "Next", remember, old=True) and (key := self._recovery_key()):
            self._protection.renew_recovery_key(given[-1], key)
            self._done("made a new recovery key", "The new recovery key counts from now on.")

    def remove_passphrase(self) -> None:
        """Back to the account alone."""
        headline = "Then the key lies beside the record again, and whoever can use your account can open it."
        if self._ask(
            "Remove the passphrase",
            headline,
            "Remove",
            lambda passphrase, _: self._protection.remove_passphrase(passphrase),
            old=True,
        ):
            self._done("removed the passphrase", "The passphrase is removed.")

    def use_keyring(self) -> None:
        """Open without asking on this computer, or not any more."""
        protection = self._protection
        try:
            if protection.opens_without_asking:
                protection.ask_again()
                self._done("the keyring opens no more", "From now on the passphrase is asked for at each start.")
            elif self._ask(
                "Open without asking",
                "Whoever can use your account on this computer can then open the record at the start.",
                "Allow",
                lambda passphrase, _: protection.open_without_asking(passphrase),
                old=True,
            ):
                self._done("the keyring opens", "From now on this computer opens the record without asking.")
        finally:
            self._look()

    def _recovery_key(self) -> str:
        """A new one that is on paper now, "" when the person changed their mind."""
        key = self._protection.new_recovery_key()
        page = self._workbench.recovery_key_page(key)
        dialog = RecoveryKeyDialog(key, lambda: preview_and_print(dialog, page, "Recovery key"), self)
        return key if dialog.exec() == QDialog.DialogCode.Accepted else ""


def tell_of_the_place_once(workbench: Workbench, settings: QSettings, tell: Callable[[str], None]) -> None:
    """Say at the first start that the folder is copied elsewhere or on a network; Protection says it again."""
    place = str(workbench.record.place)
    if settings.value("place_told") != place and (said := workbench.record.protection.what_the_place_means()):
        settings.setValue("place_told", place)
        tell(f"{said.split('. ')[0]}. What that means: File, Protection…")
