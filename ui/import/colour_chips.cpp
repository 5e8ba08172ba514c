#include "ui/import/colour_chips.h"

#include "engine/core/channel_colours.h"
#include "ui/import/chip_row.h"

#include <QColorDialog>
#include <QHBoxLayout>

namespace zscape {

namespace {

QColor seen(const std::array<uint8_t, 3>& colour) { return {colour[0], colour[1], colour[2]}; }

}  // namespace

ColourChips::ColourChips(QWidget* parent) : QWidget(parent), chips_(new ChipRow(this)) {
    auto* inside = new QHBoxLayout(this);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(chips_);
    connect(chips_, &ChipRow::chosenByPerson, this, &ColourChips::want);
    showColour();
}

void ColourChips::setColour(const std::array<uint8_t, 3>& colour) {
    colour_ = colour;
    showColour();
}

void ColourChips::showColour() {
    // In the order of namedColours().
    const QString names[] = {tr("Red"),  tr("Green"),   tr("Blue"),   tr("Grey"),
                             tr("Cyan"), tr("Magenta"), tr("Yellow"), tr("Orange")};
    std::vector<ChipRow::Content> chips;
    int chosen = -1;
    for (const NamedColour& named : namedColours()) {
        const auto index = static_cast<int>(chips.size());
        if (named.of == colour_) chosen = index;
        chips.push_back({names[index], {}, tr("The channel's colour: %1").arg(names[index]), seen(named.of)});
    }
    const bool another = chosen < 0;
    if (another) chosen = static_cast<int>(chips.size());
    chips.push_back({tr("Another…"), {}, {}, another ? seen(colour_) : QColor()});
    chips_->setChips(chips);
    chips_->choose(chosen);
}

void ColourChips::want(int index) {
    const std::span<const NamedColour> named = namedColours();
    if (index < std::ssize(named)) Q_EMIT colourWanted(named[static_cast<size_t>(index)].of);
    else ask();
}

void ColourChips::ask() {
    auto* dialog = new QColorDialog(seen(colour_), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::rejected, this, &ColourChips::showColour);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& chosen) {
        Q_EMIT colourWanted({static_cast<uint8_t>(chosen.red()), static_cast<uint8_t>(chosen.green()),
                             static_cast<uint8_t>(chosen.blue())});
    });
    dialog->open();  // not exec(): nothing may hold up the event loop
}

}  // namespace zscape
