#include "ui/import/size_drawer.h"

#include "engine/core/composite.h"
#include "ui/import/field_lines.h"
#include "ui/import/reading_list.h"
#include "ui/import/tiling_fields.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/number_field.h"

#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace zscape {

namespace {

/// Whether any of these was found out.
bool remarks(const Imported& imported, std::initializer_list<std::string_view> codes) {
    const std::vector<ErrorInfo>& all = imported.images->importReport().remarks;
    return std::any_of(all.begin(), all.end(), [&](const ErrorInfo& remark) {
        return std::find(codes.begin(), codes.end(), remark.code) != codes.end();
    });
}

}  // namespace

SizeDrawer::SizeDrawer(QWidget* parent)
    : QWidget(parent),
      size_(new NumberField(this)),
      depth_(new HeaderCombo(tr("Colour or grey"), this, true)),
      fit_(new HeaderCombo(tr("How a picture becomes square"), this, true)),
      tiling_(new TilingFields(this)),
      pages_(new QWidget(this)),
      axes_(new HeaderCombo(tr("Pages of a stack"), pages_, true)),
      arrays_(new QWidget(this)),
      readings_(new HeaderCombo(tr("Axes of an array"), arrays_, true)),
      animations_(new QWidget(this)),
      frames_(new HeaderCombo(tr("Frames of an animation"), animations_, true)),
      shapes_(new QWidget(this)),
      count_(new NumberField(shapes_)),
      seed_(new NumberField(shapes_)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, m.px(10));
    column->setSpacing(m.px(6));
    FieldLines lines(column, this);
    size_->setRange(16, 256, true);
    size_->setUnit(tr("pixels"));
    lines.add(tr("Size"), size_);
    lines.add(tr("Colour"), depth_);
    // The order is Fit's.
    fit_->addItems({tr("Crop the middle"), tr("Pad the sides"), tr("Stretch"), tr("Cut into tiles")});
    lines.add(tr("Square by"), fit_);
    column->addWidget(tiling_);
    const auto ownLine = [column](QWidget* line, const QString& words, QComboBox* field) {
        auto* inside = new QVBoxLayout(line);
        inside->setContentsMargins(0, 0, 0, 0);
        FieldLines(inside, line).add(words, field);
        column->addWidget(line);
    };
    ownLine(pages_, tr("Pages"), axes_);
    ownLine(arrays_, tr("Axes"), readings_);
    frames_->addItem(tr("The first of each"), static_cast<int>(Frames::First));
    frames_->addItem(tr("All of them"), static_cast<int>(Frames::All));
    ownLine(animations_, tr("Frames"), frames_);
    auto* inner = new QVBoxLayout(shapes_);
    inner->setContentsMargins(0, 0, 0, 0);
    FieldLines shapesLines(inner, shapes_);
    count_->setRange(2, 10'000'000, true);
    count_->setUnit(tr("images"));
    shapesLines.add(tr("Number"), count_);
    seed_->setRange(0, 1e9, true);
    shapesLines.add(tr("Seed"), seed_);
    column->addWidget(shapes_);
    for (NumberField* field : {size_, count_, seed_})
        connect(field, &NumberField::valueChanged, this, &SizeDrawer::want);
    for (QComboBox* combo : {depth_, fit_, axes_, readings_, frames_})
        connect(combo, &QComboBox::activated, this, &SizeDrawer::want);
    connect(tiling_, &TilingFields::changed, this, &SizeDrawer::want);
}

void SizeDrawer::setImported(const Imported& imported) {
    settings_ = imported.request.settings;
    size_->setValue(imported.images->size());
    const int channels = imported.images->channels();
    depth_->clear();
    // Channels that are no colours become nothing else.
    if (isComposite(channels)) {
        depth_->addItem(tr("%1 channels").arg(channels), channels);
    } else {
        depth_->addItem(tr("Grey"), 1);
        depth_->addItem(tr("Colour"), 3);
        depth_->setCurrentIndex(channels == 3 ? 1 : 0);
    }
    fit_->setCurrentIndex(static_cast<int>(settings_.fit));
    tiling_->setTiling(settings_.tiling, imported.images->size());
    tiling_->setVisible(settings_.fit == Fit::Tiles);
    axes_->clear();
    axes_->addItem(tr("As the file says"), static_cast<int>(Axes::Auto));
    axes_->addItem(tr("Each is a picture"), static_cast<int>(Axes::Pages));
    if (settings_.axes == Axes::ChannelFirst)
        axes_->addItem(tr("Each %1 are a picture").arg(channels), static_cast<int>(Axes::ChannelFirst));
    if (settings_.axes == Axes::ChannelLast)
        axes_->addItem(tr("%1 stacks behind each other").arg(channels), static_cast<int>(Axes::ChannelLast));
    axes_->setCurrentIndex(axes_->findData(static_cast<int>(settings_.axes)));
    pages_->setVisible(settings_.axes != Axes::Auto || remarks(imported, {"tiff.axes", "tiff.misfit"}));
    showReadings(imported.images->importReport().array);
    frames_->setCurrentIndex(settings_.frames == Frames::All ? 1 : 0);
    animations_->setVisible(settings_.frames == Frames::All || remarks(imported, {"frames.first"}));
    count_->setValue(static_cast<double>(settings_.sampleCount));
    seed_->setValue(static_cast<double>(settings_.sampleSeed));
    shapes_->setVisible(imported.request.sources == std::vector<std::string>{"sample:shapes"});
}

void SizeDrawer::showReadings(const std::optional<ArrayReadings>& array) {
    readings_->clear();
    arrays_->setVisible(array && (array->readings.size() > 1 || !settings_.arrayAxes.empty()));
    axesShown_ = array ? array->axes : std::string();
    if (!array) return;
    const auto add = [this](const std::string& axes, const QString& words) {
        readings_->addItem(words, QString::fromStdString(axes));
    };
    for (const ArrayReadings::Reading& reading : array->readings)
        add(reading.axes, tr("%1: %2").arg(QString::fromStdString(reading.axes), readingText(reading)));
    const QString taken = QString::fromStdString(array->axes);
    if (readings_->findData(taken) < 0) add(array->axes, taken);
    readings_->setCurrentIndex(readings_->findData(taken));
}

void SizeDrawer::want() {
    ImportSettings settings = settings_;
    settings.size = static_cast<int>(size_->value());
    settings.channels = depth_->currentData().toInt();
    settings.guessFit = false;
    settings.fit = static_cast<Fit>(fit_->currentIndex());
    settings.tiling = tiling_->tiling();
    settings.tiling.overlap = std::min(settings.tiling.overlap, settings.size - 1);
    const auto axes = static_cast<Axes>(axes_->currentData().toInt());
    const std::string reading = readings_->currentData().toString().toStdString();
    const bool otherReading = !arrays_->isHidden() && reading != axesShown_;
    // Other pictures have other channels, and these other ranges.
    if (axes != settings_.axes || otherReading) {
        settings.channels = 0;
        settings.range = {};
        settings.colours = {};
    }
    settings.axes = axes;
    if (otherReading) settings.arrayAxes = reading;
    if (!animations_->isHidden()) settings.frames = static_cast<Frames>(frames_->currentData().toInt());
    settings.sampleCount = static_cast<int64_t>(count_->value());
    settings.sampleSeed = static_cast<uint64_t>(seed_->value());
    Q_EMIT settingsWanted(settings);
}

}  // namespace zscape
