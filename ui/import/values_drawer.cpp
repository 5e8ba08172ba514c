#include "ui/import/values_drawer.h"

#include "engine/core/composite.h"
#include "ui/text/sentence.h"
#include "ui/import/chip_row.h"
#include "ui/import/colour_chips.h"
#include "ui/import/value_facts.h"
#include "ui/import/value_histogram.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/number_field.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace zscape {

ValuesDrawer::ValuesDrawer(QWidget* parent)
    : QWidget(parent),
      channelLine_(new QWidget(this)),
      channels_(new ChipRow(channelLine_)),
      colourLine_(new QWidget(this)),
      colourChips_(new ColourChips(colourLine_)),
      histogram_(new ValueHistogram(this)),
      black_(new NumberField(this)),
      white_(new NumberField(this)),
      cut_(new ElidedLabel(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, m.px(12));
    column->setSpacing(m.px(8));
    const QString channelWords = tr("Channel"), colourWords = tr("Shown in");
    const QFontMetrics letters(bodyFont());
    const int wordsWide = 1 + std::max(letters.horizontalAdvance(channelWords), letters.horizontalAdvance(colourWords));
    const auto chipLine = [&](QWidget* line, const QString& words, QWidget* chips) {
        auto* inside = new QHBoxLayout(line);
        inside->setContentsMargins(0, 0, 0, m.px(2));
        inside->setSpacing(m.px(12));
        auto* label = new QLabel(words, line);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setFixedSize(wordsWide, m.control());
        inside->addWidget(label, 0, Qt::AlignTop);
        inside->addWidget(chips, 1);
        column->addWidget(line);
    };
    chipLine(channelLine_, channelWords, channels_);
    chipLine(colourLine_, colourWords, colourChips_);
    column->addWidget(histogram_);
    auto* line = new QHBoxLayout;
    line->setSpacing(m.px(8));
    const auto add = [&](const QString& words, NumberField* field) {
        auto* label = new QLabel(words, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(field);
        field->line()->setAccessibleName(words);
        field->setFixedWidth(m.px(76));
        label->setFixedHeight(m.control());
        // What is wrong stands below its field and moves nothing beside it.
        line->addWidget(label, 0, Qt::AlignTop);
        line->addWidget(field, 0, Qt::AlignTop);
    };
    add(tr("Black"), black_);
    line->addSpacing(m.px(8));
    add(tr("White"), white_);
    cut_->setFont(noteFont());
    cut_->setForegroundRole(QPalette::PlaceholderText);
    cut_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    // However long it is, the rows grow no wider than the page.
    cut_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    cut_->setFixedHeight(m.control());
    line->addWidget(cut_, 1, Qt::AlignTop);
    column->addLayout(line);
    connect(channels_, &ChipRow::chosenByPerson, this, [this](int chip) {
        histogram_->settle();
        channel_ = chip < std::ssize(values_.channels) ? chip : -1;
        showValues();
    });
    connect(colourChips_, &ColourChips::colourWanted, this, [this](const std::array<uint8_t, 3>& colour) {
        ChannelColours wanted;
        for (wanted.count = 0; wanted.count < std::ssize(values_.channels); ++wanted.count)
            wanted.of.at(static_cast<size_t>(wanted.count)) =
                wanted.count == channel_
                    ? colour
                    : channelColour(colours_, wanted.count, static_cast<int>(values_.channels.size()));
        Q_EMIT coloursWanted(wanted);
    });
    connect(histogram_, &ValueHistogram::moved, this, &ValuesDrawer::showMoved);
    connect(histogram_, &ValueHistogram::settled, this, [this] {
        Q_EMIT rangeWanted(rangeWith(values_, channel_, {histogram_->black(), histogram_->white()}));
    });
    connect(histogram_, &ValueHistogram::resetWanted, this,
            [this] { Q_EMIT rangeWanted(rangeWithUsual(values_, channel_)); });
    for (NumberField* field : {black_, white_})
        connect(field, &NumberField::valueChanged, this, [this, field](double) {
            if (black_->value() < white_->value()) {
                Q_EMIT rangeWanted(rangeWith(values_, channel_, {black_->value(), white_->value()}));
                return;
            }
            field->setError(tr("Black is less than white"));
        });
}

void ValuesDrawer::setValues(const ImportReport::Values& values, const std::vector<std::string>& channelNames,
                             const ChannelColours& colours) {
    const bool others = values.channels.size() != values_.channels.size();
    values_ = values;
    names_ = channelNames.size() == values.channels.size() ? channelNames : std::vector<std::string>();
    colours_ = colours;
    const bool all = values.channels.empty() || !haveOwnRanges(values);
    if (others) channel_ = all ? -1 : 0;
    showChannels();
    showValues();
}

void ValuesDrawer::showChannels() {
    const auto count = static_cast<int>(values_.channels.size());
    channelLine_->setVisible(count > 0);
    std::vector<ChipRow::Content> chips;
    for (int k = 0; k < count; ++k) {
        const bool named = !names_.empty() && !names_[static_cast<size_t>(k)].empty();
        const QString spoken = named ? channelName(k) + QStringLiteral(", ") + nameOf(k) : channelName(k);
        chips.push_back({named ? nameOf(k) : QString::number(k + 1), {}, spoken, colourOf(k)});
    }
    const bool shared = !haveOwnRanges(values_) || canShareRange(values_);
    if (count > 0 && shared) chips.push_back({channelName(-1), {}, tr("All channels alike"), {}});
    if (!shared && count > 0) channel_ = std::max(channel_, 0);
    channels_->setChips(chips);
    channels_->choose(channel_ < 0 ? count : channel_);
}

void ValuesDrawer::showValues() {
    const ImportReport::Values& values = valuesOf(values_, channel_);
    const auto count = static_cast<int>(values_.channels.size());
    if (count == 0) histogram_->setValues(values);
    else histogram_->setValues(values, channel_ < 0 ? QColor(Qt::white) : colourOf(channel_), nameOf(channel_));
    colourLine_->setVisible(count > 0 && channel_ >= 0);
    if (count > 0 && channel_ >= 0) colourChips_->setColour(channelColour(colours_, channel_, count));
    // Beyond what was found a person may go: other files of the same kind may have more.
    for (NumberField* field : {black_, white_}) {
        field->setRange(-1e12, 1e12, areWhole(values));
        field->setError({});
    }
    black_->setValue(values.black);
    white_->setValue(values.white);
    cut_->setText(cutSentence(values, values.black, values.white));
}

void ValuesDrawer::showMoved() {
    const double black = histogram_->black(), white = histogram_->white();
    black_->setValue(black);
    white_->setValue(white);
    cut_->setText(cutSentence(valuesOf(values_, channel_), black, white));
    Q_EMIT shown(rangeWith(values_, channel_, {black, white}));
}

QColor ValuesDrawer::colourOf(int channel) const {
    const std::array<uint8_t, 3> colour = channelColour(colours_, channel, static_cast<int>(values_.channels.size()));
    return {colour[0], colour[1], colour[2]};
}

QString ValuesDrawer::nameOf(int channel) const {
    const std::string name = channel < 0 || names_.empty() ? std::string() : names_[static_cast<size_t>(channel)];
    return name.empty() ? channelName(channel) : text(name);
}

QString ValuesDrawer::cutText() const { return cut_->text(); }

}  // namespace zscape
