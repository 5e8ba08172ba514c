#include "ui/shell/unsaved_guard.h"

#include "ui/theme/style.h"

#include <QAbstractButton>
#include <QMessageBox>
#include <QPushButton>

namespace zscape {

UnsavedGuard::UnsavedGuard(QWidget* window) : QObject(window), window_(window) {}

void UnsavedGuard::ask(bool unsaved, std::function<void(std::function<void()> then)> save,
                       std::function<void()> proceed) {
    if (!unsaved) {
        proceed();
        return;
    }
    if (asking_) return;
    asking_ = true;
    auto* box = new QMessageBox(QMessageBox::NoIcon, tr("Zscape"), tr("Keep what was trained?"), QMessageBox::NoButton,
                                window_);
    box->setInformativeText(tr("The weights and the curves since the last save are lost otherwise."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* keep = box->addButton(tr("Save"), QMessageBox::AcceptRole);
    QPushButton* drop = box->addButton(tr("Do Not Save"), QMessageBox::DestructiveRole);
    box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    setButtonLook(keep, ButtonLook::Primary);
    box->setDefaultButton(keep);
    connect(box, &QMessageBox::finished, this,
            [this, box, keep, drop, save = std::move(save), proceed = std::move(proceed)] {
                asking_ = false;
                if (box->clickedButton() == keep) save(proceed);
                else if (box->clickedButton() == drop) proceed();
            });
    box->open();
}

}  // namespace zscape
