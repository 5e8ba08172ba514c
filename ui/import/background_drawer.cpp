#include "ui/import/background_drawer.h"

#include "ui/import/chip_row.h"
#include "ui/import/import_facts.h"
#include "ui/theme/tokens.h"

#include <QAbstractButton>
#include <QColorDialog>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

namespace {

using Ground = std::array<uint8_t, 3>;

constexpr std::array<Ground, 3> kGrounds{{{255, 255, 255}, {128, 128, 128}, {0, 0, 0}}};

QColor groundColour(const Ground& ground) { return {ground[0], ground[1], ground[2]}; }

}  // namespace

BackgroundDrawer::BackgroundDrawer(QWidget* parent)
    : QWidget(parent),
      chips_(new ChipRow(this)),
      note_(new QLabel(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, m.px(12));
    column->setSpacing(m.px(6));
    column->addWidget(chips_);
    note_->setFont(noteFont());
    note_->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(note_);
    connect(chips_, &ChipRow::chosenByPerson, this, &BackgroundDrawer::want);
    showChoice();
}

void BackgroundDrawer::setBackground(const ImportReport::Background& background) {
    background_ = background;
    if (background.guessed) guess_ = background.colour;
    showChoice();
}

QAbstractButton* BackgroundDrawer::button(int index) const { return chips_->chip(index); }

int BackgroundDrawer::chosen() const { return chips_->chosen(); }

QString BackgroundDrawer::note() const { return note_->text(); }

void BackgroundDrawer::showChoice() {
    const auto own = std::find(kGrounds.begin(), kGrounds.end(), background_.colour);
    const bool another = own == kGrounds.end();
    const QString names[] = {tr("White"), tr("Grey"), tr("Black")};
    std::vector<ChipRow::Content> chips;
    chips.reserve(kGrounds.size() + 2);
    for (size_t i = 0; i < kGrounds.size(); ++i) chips.push_back({names[i], {}, {}, groundColour(kGrounds[i])});
    chips.push_back({tr("Another…"), {}, {}, another ? groundColour(background_.colour) : QColor()});
    chips.push_back({tr("Guess"), {}, tr("Guessed from the pictures"), guess_ ? groundColour(*guess_) : QColor()});
    chips_->setChips(chips);
    chips_->choose(background_.guessed ? kGuess : another ? kAnother : static_cast<int>(own - kGrounds.begin()));
    const bool seen = background_.transparent.value_or(1) > 0;
    note_->setText(
        !background_.guessed ? QString()
        : seen
            ? tr("%1 is a guess: most of the transparent pictures are seen on it").arg(colourName(background_.colour))
            : tr("%1, as long as no other is chosen").arg(colourName(background_.colour)));
    note_->setVisible(background_.guessed);
}

void BackgroundDrawer::want(int index) {
    if (index == kGuess) Q_EMIT guessWanted();
    else if (index == kAnother) ask();
    else Q_EMIT colourWanted(kGrounds.at(static_cast<size_t>(index)));
}

void BackgroundDrawer::ask() {
    auto* dialog = new QColorDialog(groundColour(background_.colour), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, &BackgroundDrawer::showChoice);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& chosen) {
        Q_EMIT colourWanted({static_cast<uint8_t>(chosen.red()), static_cast<uint8_t>(chosen.green()),
                             static_cast<uint8_t>(chosen.blue())});
    });
    dialog->open();  // not exec(): nothing may hold up the event loop
}

}  // namespace zscape
