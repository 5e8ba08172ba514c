#include "ui/import/import_page.h"

#include "ui/text/sentence.h"
#include "ui/import/import_facts.h"
#include "ui/import/import_preview.h"
#include "ui/import/import_row.h"
#include "ui/import/value_facts.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_strip.h"
#include "ui/widgets/return_key.h"

#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

namespace zscape {

namespace {

constexpr double kLeftWidth = 570, kNarrow = 1040;  // at 13 px

/// And no setting, as chips, switches and the heads of rows are.
bool isButton(const QWidget* widget) {
    return qobject_cast<const QPushButton*>(widget) || qobject_cast<const QToolButton*>(widget);
}

}  // namespace

ImportPage::ImportPage(QWidget* parent)
    : QWidget(parent),
      islands_(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      left_(new QWidget(this)),
      head_(new ImportHead(left_)),
      rows_(new ImportRows(left_)),
      preview_(new ImportPreview(this)) {
    setAccessibleName(tr("Import"));
    setFocusPolicy(Qt::ClickFocus);
    islands_->setContentsMargins(0, 0, 0, 0);
    islands_->setSpacing(metrics().gap());
    islands_->addWidget(left_);
    islands_->addWidget(preview_, 1);
    auto* column = new QVBoxLayout(left_);
    column->setContentsMargins(0, 0, 0, metrics().px(8));
    column->setSpacing(0);
    column->addWidget(head_);
    column->addWidget(rows_, 1);
    connect(head_->cancelButton(), &QPushButton::clicked, this, &ImportPage::cancelWanted);
    connect(head_->useButton(), &QPushButton::clicked, this, &ImportPage::use);
    connect(rows_, &ImportRows::setWanted, this, &ImportPage::setWanted);
    connect(rows_, &ImportRows::axesWanted, this, &ImportPage::axesWanted);
    connect(rows_, &ImportRows::arrangeWanted, this, &ImportPage::arrangeWanted);
    connect(rows_, &ImportRows::readWanted, this, &ImportPage::readWanted);
    connect(rows_, &ImportRows::tableWanted, this, &ImportPage::tableWanted);
    connect(rows_, &ImportRows::shadesWanted, this, &ImportPage::showShades);
    connect(rows_, &ImportRows::filesWanted, this, [this] {
        if (preview_->showsUnreadable()) preview_->showPictures();
        else preview_->showUnreadable();
    });
    begin({}, false);
}

void ImportPage::begin(const QString& source, bool file) {
    imported_.reset();
    choosing_ = Choosing::Nothing;
    reading_ = true;
    arranging_ = false;
    head_->setSource(source, file);
    head_->strip()->clear();
    rows_->begin();
    preview_->setImported(nullptr);
    head_->setProgress(-1);
    head_->setSummary(tr("Looking for images"));
    showState();
}

void ImportPage::setReading(const Progress& progress, std::shared_ptr<const LoadPreview> preview) {
    reading_ = true;
    preview_->setReading(std::move(preview));
    const bool counted = progress.verb != "Looking for images" && progress.total > 0;
    head_->setProgress(counted ? static_cast<int>(1000 * progress.share()) : -1);
    QString words = counted             ? tr("%1 of about %2").arg(number(progress.done), number(progress.total))
                    : progress.done > 0 ? tr("Looking for images: %1").arg(number(progress.done))
                                        : tr("Looking for images");
    if (const QString left = timeLeft(progress.secondsLeft); counted && !left.isEmpty())
        words += QStringLiteral(", ") + left;
    head_->setSummary(words);
    showState();
}

void ImportPage::setSets(const SetChoice& sets) {
    choosing_ = Choosing::Set;
    rows_->setSets(sets);
    head_->setSummary(tr("%1 sets of images").arg(number(static_cast<qint64>(sets.sets.size()))));
    beginChoosing();
}

void ImportPage::setReadings(const ArrayReadings& readings) {
    choosing_ = Choosing::Axes;
    rows_->setReadings(readings);
    head_->setSummary(tr("%n ways to read it", nullptr, static_cast<int>(readings.readings.size())));
    beginChoosing();
}

void ImportPage::beginChoosing() {
    imported_.reset();
    reading_ = false;
    preview_->setImported(nullptr);
    showState();
}

void ImportPage::setImported(std::shared_ptr<const Imported> imported, bool own, double share) {
    imported_ = std::move(imported);
    choosing_ = Choosing::Nothing;
    reading_ = false;
    arranging_ = false;
    rows_->setImported(imported_, own, share);
    showRemarks();
    preview_->setImported(imported_);
    showState();
}

void ImportPage::setProblem(const QString& sentence) {
    reading_ = false;
    arranging_ = false;
    if (!rows_->setProblem(sentence)) head_->strip()->showMessage(Tone::Bad, sentence);
    if (imported_) preview_->setImported(imported_);
    showState();
}

void ImportPage::setArranging(bool arranging) {
    arranging_ = arranging;
    showState();
}

void ImportPage::showShades(const ValueRange& range) {
    if (!imported_ || !imported_->images->importReport().values) return;
    const ImportReport::Values& now = *imported_->images->importReport().values;
    // What a picture's shades were is not known where each has its own.
    if (now.byFile) return;
    std::vector<PreviewGrid::Shades> changes;
    const auto change = [&](int channel) {
        const ImportReport::Values& values = valuesOf(now, channel);
        changes.push_back({{values.black, values.white}, endsIn(values, range, channel)});
    };
    if (now.channels.empty()) change(-1);
    for (int k = 0; k < std::ssize(now.channels); ++k) change(k);
    preview_->grid()->setShades(changes);
}

void ImportPage::showRemarks() {
    // What a row says already is not said twice.
    constexpr std::array<const char*, 11> kInRows{
        "tiles.cut",        "labels.unlabelled", "table.rows-without", "table.images-without",
        "split.duplicates", "values.range",      "values.ranges",      "values.dark",
        "values.light",     "tiff.axes",         "channels.names"};
    constexpr qsizetype kMost = 2;
    QStringList sentences;
    for (const ErrorInfo& remark : imported_->images->importReport().remarks)
        if (std::find(kInRows.begin(), kInRows.end(), remark.code) == kInRows.end() && sentences.size() < kMost)
            sentences.append(sentenceOf(remark));
    if (sentences.isEmpty()) head_->strip()->clear();
    else head_->strip()->showMessage(Tone::Warn, sentences.join(QLatin1Char(' ')));
}

void ImportPage::showState() {
    const bool known = imported_ != nullptr;
    head_->showProgress(reading_);
    const QString count = known ? number(imported_->images->count()) : QString();
    const bool one = known && imported_->images->count() == 1;
    const bool choose = isChoosing() && !reading_;
    const QString choice = choosing_ == Choosing::Axes ? tr("Choose the axes") : tr("Choose a set");
    head_->setHeadline(choose               ? choice
                       : known && !reading_ ? (one ? tr("1 image") : tr("%1 images").arg(count))
                                            : tr("Reading images"));
    if (known && !reading_) head_->setSummary(summaryOf(*imported_));
    head_->setUse(choose   ? choice
                  : !known ? tr("Use the images")
                  : one    ? tr("Use 1 image")
                           : tr("Use %1 images").arg(count),
                  canUse(), canUse() || choose ? QString() : tr("The images are being read"));
    rows_->setState(known || isChoosing(), !reading_);
}

bool ImportPage::canUse() const { return imported_ && !reading_ && !arranging_; }

void ImportPage::use() {
    if (canUse()) Q_EMIT useWanted();
}

bool ImportPage::letGo() {
    if (auto* field = qobject_cast<QLineEdit*>(focusWidget()); field && field->hasFocus()) {
        setFocus();
        return true;
    }
    if (!preview_->showsUnreadable()) return false;
    preview_->showPictures();
    setFocus();
    return true;
}

bool ImportPage::narrow() const { return width() < metrics().px(kNarrow - 12); }

void ImportPage::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(tokens().panel);
    painter.drawRoundedRect(QRectF(left_->geometry()), metrics().panelRadius(), metrics().panelRadius());
}

void ImportPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    const Metrics& m = metrics();
    islands_->setDirection(narrow() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    islands_->setStretch(0, narrow() ? 3 : 0);
    islands_->setStretch(1, narrow() ? 2 : 1);
    left_->setMinimumWidth(narrow() ? 0 : m.px(kLeftWidth));
    left_->setMaximumWidth(narrow() ? QWIDGETSIZE_MAX : m.px(kLeftWidth));
}

void ImportPage::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            // A field has taken its text by it, and a button is pressed by it; anywhere else, on the settings and
            // their rows, it uses the images.
            if (qobject_cast<QLineEdit*>(focusWidget())) setFocus();
            else if (!isButton(QApplication::focusWidget())) use();
            else pressByReturn(*event, QApplication::focusWidget());
            return;
        case Qt::Key_Right:
        case Qt::Key_Down: row(Row::Labels)->head()->setFocus(Qt::TabFocusReason); return;
        default: QWidget::keyPressEvent(event);
    }
}

}  // namespace zscape
