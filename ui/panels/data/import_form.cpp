#include "ui/panels/data/import_form.h"

#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/number_field.h"

#include <QColorDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace zscape {

namespace {

constexpr int kGuess = 0;

QColor colourOf(const std::array<uint8_t, 3>& rgb) { return QColor(rgb[0], rgb[1], rgb[2]); }

}  // namespace

ImportForm::ImportForm(QWidget* parent)
    : QWidget(parent), size_(new NumberField(this)), depth_(new HeaderCombo(tr("Colour or grey"), this, true)),
      fit_(new HeaderCombo(tr("How a picture becomes square"), this, true)), background_(new QPushButton(this)), count_(new NumberField(this)),
      seed_(new NumberField(this)), import_(new QPushButton(tr("Import again"), this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, m.px(10), 0);
    column->setSpacing(m.px(8));
    auto* head = new QHBoxLayout;
    auto* title = new QLabel(tr("Import settings"), this);
    title->setFont(titleFont());
    auto* close = new IconButton(QStringLiteral("close"), tr("Back to the images"), this);
    head->addWidget(title, 1);
    head->addWidget(close);
    column->addLayout(head);

    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(m.px(12));
    grid->setVerticalSpacing(m.px(8));
    grid->setColumnStretch(1, 1);
    const auto row = [&](const QString& words, QWidget* field) {
        auto* label = new QLabel(words, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setBuddy(field);
        const int at = grid->rowCount();
        grid->addWidget(label, at, 0, Qt::AlignTop);
        label->setMinimumHeight(m.control());
        grid->addWidget(field, at, 1);
        return label;
    };
    size_->setRange(16, 256, true);
    size_->setUnit(tr("pixels"));
    size_->setValue(64);
    row(tr("Size"), size_);
    depth_->addItem(tr("Grey"), 1);
    depth_->addItem(tr("Colour"), 3);
    row(tr("Colour"), depth_);
    // The order is Fit's, after the guess.
    fit_->addItems({tr("As the files suggest"), tr("Crop the middle"), tr("Pad the sides"), tr("Stretch")});
    row(tr("Square by"), fit_);
    background_->setToolTip(tr("Laid under transparent pixels and around padded pictures"));
    row(tr("Background"), background_);
    count_->setRange(2, 10'000'000, true);
    count_->setUnit(tr("images"));
    countLabel_ = row(tr("Number"), count_);
    seed_->setRange(0, 1e9, true);
    seedLabel_ = row(tr("Seed"), seed_);
    column->addLayout(grid);
    column->addWidget(import_);
    column->addStretch(1);
    for (QWidget* field : {static_cast<QWidget*>(depth_), static_cast<QWidget*>(fit_)}) field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setShapes(false);
    showBackground();

    connect(close, &QToolButton::clicked, this, &ImportForm::closed);
    connect(import_, &QPushButton::clicked, this, [this] { Q_EMIT importRequested(settings()); });
    connect(background_, &QPushButton::clicked, this, [this] {
        auto* dialog = new QColorDialog(colourOf(settings_.background), this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& chosen) {
            settings_.background = {static_cast<uint8_t>(chosen.red()), static_cast<uint8_t>(chosen.green()), static_cast<uint8_t>(chosen.blue())};
            showBackground();
        });
        dialog->open();  // not exec(): nothing may hold up the event loop
    });
}

void ImportForm::showBackground() {
    QPixmap swatch(metrics().icon(), metrics().icon());
    swatch.fill(colourOf(settings_.background));
    QPainter painter(&swatch);
    painter.setPen(tokens().edge);
    painter.drawRect(swatch.rect().adjusted(0, 0, -1, -1));
    painter.end();
    background_->setIcon(swatch);
    background_->setText(colourOf(settings_.background).name().toUpper());
    background_->setAccessibleName(tr("Background %1").arg(background_->text()));
}

void ImportForm::setSettings(const ImportSettings& settings, int guessedSize, int guessedChannels) {
    settings_ = settings;
    size_->setValue(settings.size > 0 ? settings.size : guessedSize > 0 ? guessedSize : 64);
    depth_->setCurrentIndex((settings.channels > 0 ? settings.channels : guessedChannels) == 3 ? 1 : 0);
    fit_->setCurrentIndex(settings.guessFit ? kGuess : 1 + static_cast<int>(settings.fit));
    count_->setValue(static_cast<double>(settings.sampleCount));
    seed_->setValue(static_cast<double>(settings.sampleSeed));
    showBackground();
}

ImportSettings ImportForm::settings() const {
    ImportSettings settings = settings_;
    settings.size = static_cast<int>(size_->value());
    settings.channels = depth_->currentData().toInt();
    settings.guessFit = fit_->currentIndex() == kGuess;
    if (!settings.guessFit) settings.fit = static_cast<Fit>(fit_->currentIndex() - 1);
    settings.sampleCount = static_cast<int64_t>(count_->value());
    settings.sampleSeed = static_cast<uint64_t>(seed_->value());
    return settings;
}

void ImportForm::setShapes(bool shapes) {
    for (QWidget* widget : {countLabel_, static_cast<QWidget*>(count_), seedLabel_, static_cast<QWidget*>(seed_)}) widget->setVisible(shapes);
}

void ImportForm::setLocked(bool locked, const QString& reason) {
    size_->setLocked(locked, locked ? reason : QString());
    count_->setLocked(locked, locked ? reason : QString());
    seed_->setLocked(locked, locked ? reason : QString());
    for (QWidget* widget : {static_cast<QWidget*>(depth_), static_cast<QWidget*>(fit_), static_cast<QWidget*>(background_), static_cast<QWidget*>(import_)}) {
        widget->setEnabled(!locked);
        if (widget != background_) widget->setToolTip(locked ? reason : QString());
    }
}

}  // namespace zscape
