#include "ui/panels/selection/selection_panel.h"

#include "ui/panels/data/load_progress.h"
#include "ui/panels/selection/member_grid.h"
#include "ui/panels/selection/named_list.h"
#include "ui/selection/selection_model.h"
#include "ui/text/english_plurals.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/command_name.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/image.h"
#include "ui/widgets/note_label.h"
#include "ui/widgets/picture_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>

namespace zscape {

namespace {

/// At 13 px.
constexpr int kPictureSide = 88, kPictureGap = 8, kOneRowBelow = 560;
constexpr size_t kNumbersOf = 2;  // dimensions

QString signedNumber(double value) {
    QString shown = QString::number(std::abs(value), 'f', 2);
    if (value < 0 && shown != QLatin1String("0.00")) shown.prepend(QChar(0x2212));
    return shown;
}

QString subscript(size_t number) {
    QString digits;
    for (const QChar digit : QString::number(number)) digits += QChar(0x2080 + digit.digitValue());
    return digits;
}

/// The largest spread of all is at the end of the map.
QImage spreadImage(const std::vector<float>& values) {
    const auto side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(values.size()))));
    if (side == 0) return {};
    std::array<QRgb, 256> colours{};
    for (size_t i = 0; i < colours.size(); ++i)
        colours[i] = tokens().magnitude(static_cast<double>(i) / (colours.size() - 1)).rgb();
    const float most = std::max(1e-6F, *std::max_element(values.begin(), values.end()));
    QImage image(side, side, QImage::Format_RGB32);
    for (int y = 0; y < side; ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < side; ++x)
            line[x] = colours[static_cast<size_t>(values[static_cast<size_t>(y * side + x)] / most * 255)];
    }
    return image;
}

}  // namespace

SelectionPanel::SelectionPanel(SelectionModel* selection, QWidget* parent)
    : PanelFrame(tr("Selection"), parent),
      selection_(selection),
      scroll_(new QScrollArea(this)),
      contents_(new QWidget),
      hint_(noteLabel(tr("Drag with Shift for a box, with Shift+Ctrl for a lasso"), contents_)),
      what_(new QWidget(contents_)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(contents_);
    // The scroll bar lies in the right padding.
    column->setContentsMargins(0, m.px(4), m.px(10), 0);
    column->setSpacing(m.px(8));
    hint_->setWordWrap(true);
    column->addWidget(hint_);
    column->addWidget(what_);
    buildWhat();
    buildNamed();
    column->addWidget(namedHead_);
    column->addWidget(named_);
    column->addStretch(1);
    setPanelContents(scroll_, contents_);
    body()->setContentsMargins(m.padding(), 0, m.px(2), m.padding());
    body()->addWidget(scroll_, 1);
    buildFoot();
    reconstruct_ = moreMenu()->addAction(tr("Show in Reconstructions"));
    setCommandName(reconstruct_, tr("Show the selected images in Reconstructions"));
    connect(reconstruct_, &QAction::triggered, this, &SelectionPanel::reconstructionsWanted);
    moreMenu()->setToolTipsVisible(true);

    setMenuOfCurrent([this](QMenu* menu) { named_->fillMenu(menu, named_->currentIndex().row()); });
    connect(selection, &SelectionModel::seenChanged, this, &SelectionPanel::showSeen);
    connect(selection, &SelectionModel::selectedChanged, this, &SelectionPanel::offerActions);
    connect(selection, &SelectionModel::namedChanged, this, &SelectionPanel::showNamed);
    connect(&ThemeController::instance(), &ThemeController::changed, this, &SelectionPanel::showSpread);
    showSeen();
    showNamed();
    offerActions();
}

SelectionPanel::Captioned SelectionPanel::captioned(const QString& caption, QWidget* parent) {
    Captioned made{new QWidget(parent), new PictureView, noteLabel(caption, nullptr)};
    auto* column = new QVBoxLayout(made.cell);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics().px(4));
    column->addWidget(made.view, 0, Qt::AlignHCenter);
    column->addWidget(made.caption, 0, Qt::AlignHCenter);
    made.view->setCornerRadius(metrics().thumbnailRadius());
    made.view->setAccessibleName(caption);
    return made;
}

void SelectionPanel::buildWhat() {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(what_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(8));

    auto* head = new QHBoxLayout;
    head->setSpacing(m.px(8));
    count_ = new QLabel(what_);
    count_->setFont(displayFont());
    of_ = new ElidedLabel(what_);
    of_->setFont(noteFont());
    of_->setForegroundRole(QPalette::PlaceholderText);
    percent_ = new QLabel(what_);
    head->addWidget(count_, 0, Qt::AlignBaseline);
    head->addWidget(of_, 1, Qt::AlignBaseline);
    head->addWidget(percent_, 0, Qt::AlignBaseline);
    column->addLayout(head);
    shares_ = new LabelShares(what_);
    column->addWidget(shares_);

    mean_ = captioned(tr("mean image"), what_);
    decoded_ = captioned(tr("decoded mean"), what_);
    spread_ = captioned(tr("spread"), what_);
    decoded_.view->setToolTip(tr("What the decoder draws at the mean of the selected codes"));
    spread_.view->setToolTip(tr("Standard deviation of each pixel over the selected images"));
    auto* pictures = new QHBoxLayout;
    pictures->setSpacing(m.px(kPictureGap));
    for (const Captioned* one : {&mean_, &decoded_, &spread_}) pictures->addWidget(one->cell, 1);
    column->addLayout(pictures);
    numbers_ = new ElidedLabel(what_);
    numbers_->setFont(noteFont());
    numbers_->setForegroundRole(QPalette::PlaceholderText);
    numbers_->setTextFormat(Qt::PlainText);
    column->addWidget(numbers_);

    auto* line = new QHBoxLayout;
    line->setSpacing(m.px(6));
    auto* title = new QLabel(tr("Members"), what_);
    title->setFont(titleFont());
    order_ = new HeaderCombo(tr("Order of the members"), what_);
    order_->addItems({tr("near the mean"), tr("far from the mean")});
    // A narrow panel cuts it rather than scrolls across.
    order_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    showInData_ = new QPushButton(tr("Show in Data"), what_);
    showInData_->setFont(noteFont());
    setButtonLook(showInData_, ButtonLook::Link);
    line->addWidget(title);
    line->addWidget(order_, 1);
    line->addWidget(showInData_);
    column->addLayout(line);
    members_ = new MemberGrid(selection_, what_);
    column->addWidget(members_);

    connect(order_, &QComboBox::currentIndexChanged, this, &SelectionPanel::showMembers);
    connect(showInData_, &QPushButton::clicked, this, &SelectionPanel::showInDataWanted);
}

void SelectionPanel::buildNamed() {
    namedHead_ = new QWidget(contents_);
    auto* line = new QHBoxLayout(namedHead_);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(metrics().px(8));
    auto* title = new QLabel(tr("Named"), namedHead_);
    title->setFont(titleFont());
    name_ = new IconButton(QStringLiteral("plus"), tr("Name the selection"), namedHead_,
                           QKeySequence(Qt::CTRL | Qt::Key_G));
    keepFromCommands(name_);  // it is an action of the window
    auto* saved = new ElidedLabel(tr("saved with the project"), namedHead_);
    saved->setFont(noteFont());
    saved->setForegroundRole(QPalette::PlaceholderText);
    line->addWidget(title);
    line->addWidget(saved, 1);
    line->addWidget(name_);
    named_ = new NamedList(selection_, contents_);
    connect(name_, &QToolButton::clicked, this, &SelectionPanel::nameWanted);
}

void SelectionPanel::buildFoot() {
    auto* foot = new QHBoxLayout;
    foot->setContentsMargins(0, 0, metrics().px(10), 0);
    table_ = new QPushButton(tr("Table…"), this);
    table_->setToolTip(tr("Names, labels, attributes and codes of the selected images as CSV, JSON or NPY"));
    table_->setAccessibleName(tr("Write a table of the selected images…"));
    files_ = new QPushButton(tr("Copy files…"), this);
    files_->setToolTip(tr("The files of the selected images, into a new folder"));
    files_->setAccessibleName(tr("Copy the files of the selected images…"));
    foot->addWidget(files_);
    foot->addWidget(table_);
    foot->addStretch(1);
    body()->addLayout(foot);
    busy_ = new LoadProgress(this);
    busy_->hide();
    body()->addWidget(busy_);
    connect(files_, &QPushButton::clicked, this, &SelectionPanel::filesWanted);
    connect(busy_, &LoadProgress::cancelRequested, this, &SelectionPanel::copyingCancelled);
    connect(table_, &QPushButton::clicked, this, &SelectionPanel::tableWanted);
}

bool SelectionPanel::isMany() const { return selection_->seen()->count() > 1; }

void SelectionPanel::setImages(std::shared_ptr<const ImageSet> images) {
    if (images == images_) return;
    images_ = std::move(images);
    counter_.setImages(images_);
    members_->setImages(images_);
    spreadValues_.clear();
    codes_ = {};
    for (const Captioned* one : {&mean_, &decoded_, &spread_}) one->view->setImage({});
    showNumbers();
    showSeen();
    offerActions();
}

void SelectionPanel::showSeen() {
    const ImageBits& seen = *selection_->seen();
    const bool many = isMany();
    hint_->setVisible(!many);
    what_->setVisible(many);
    if (!many) return;
    count_->setText(number(seen.count()));
    of_->setText(tr("of %1 image(s)", nullptr, counted(seen.images())).arg(number(seen.images())));
    percent_->setText(tr("%1 %").arg(
        QLocale().toString(100.0 * static_cast<double>(seen.count()) / static_cast<double>(seen.images()), 'f', 1)));
    // Codes of images that are gone have no labels.
    const bool labelled = counter_.labelled() && images_->count() == seen.images();
    shares_->setVisible(labelled);
    if (labelled) shares_->setCounts(counter_.count(seen), images_->labelNames());
}

void SelectionPanel::offerActions() {
    const QString reason = selection_->selected().empty() ? tr("Nothing is selected") : QString();
    setReason(name_, reason);
    setReason(reconstruct_, isMany() && !members_->members().empty() ? QString() : tr("Select several images first"));
    const QString none = images_ ? reason : tr("There are no images");
    setReason(table_, none);
    setReason(files_, busy_->isHidden() ? none : tr("Files are being copied"));
}

void SelectionPanel::showNamed() { named_->setVisible(!selection_->named().empty()); }

void SelectionPanel::setPictures(const SelectionPictures& pictures) {
    mean_.view->setPicture(pictures.mean);
    const bool all = pictures.images >= selection_->seen()->count();
    mean_.caption->setText(all ? tr("mean image") : tr("mean of %1").arg(number(pictures.images)));
    spreadValues_ = pictures.spread;
    showSpread();
}

void SelectionPanel::showSpread() {
    if (!spreadValues_.empty()) spread_.view->setImage(spreadImage(spreadValues_));
}

void SelectionPanel::setCodes(SelectionCodes codes) {
    codes_ = std::move(codes);
    if (codes_.mean.empty()) setDecodedMean({});
    showNumbers();
    showMembers();
}

void SelectionPanel::setCopying(const std::optional<Progress>& progress) {
    if (progress) busy_->setProgress(*progress);
    busy_->setVisible(progress.has_value());
    offerActions();
}

void SelectionPanel::setDecodedMean(const Picture& picture) { decoded_.view->setPicture(picture); }

void SelectionPanel::showNumbers() {
    QStringList parts;
    for (size_t k = 0; k < std::min(kNumbersOf, codes_.mean.size()); ++k)
        parts.append(QStringLiteral("z%1  %2 ± %3")
                         .arg(subscript(k + 1), signedNumber(double{codes_.mean[k]}),
                              QString::number(double{codes_.deviation[k]}, 'f', 2)));
    numbers_->setText(parts.join(QStringLiteral("     ")));
    numbers_->setVisible(!parts.isEmpty());
    numbers_->setToolTip(parts.isEmpty() ? QString()
                                         : tr("Mean and standard deviation of %Ln code(s), the newest of step %1",
                                              nullptr, counted(codes_.encoded))
                                               .arg(number(codes_.step)));
}

void SelectionPanel::showMembers() {
    members_->setMembers(order_->currentIndex() == 0 ? codes_.near : codes_.far);
    offerActions();
}

void SelectionPanel::renameLast() {
    showNamed();
    named_->rename(static_cast<int>(selection_->named().size()) - 1);
    scroll_->ensureWidgetVisible(named_);
}

QString SelectionPanel::countText() const {
    return what_->isHidden() ? QString() : count_->text() + QLatin1Char(' ') + of_->text();
}
QString SelectionPanel::percentText() const { return what_->isHidden() ? QString() : percent_->text(); }
QString SelectionPanel::numbersText() const { return numbers_->text(); }
QString SelectionPanel::hintText() const { return hint_->isHidden() ? QString() : hint_->text(); }

QSize SelectionPanel::minimumSizeHint() const { return {metrics().px(200), metrics().px(120)}; }

void SelectionPanel::layPictures() {
    const Metrics& m = metrics();
    // Of the panel and not of its contents, which are as wide as the pictures at least.
    const int room = (width() - m.padding() - m.px(2 + 10) - 2 * m.px(kPictureGap)) / 3;
    const int side = std::clamp(room, m.px(40), m.px(kPictureSide));
    for (const Captioned* one : {&mean_, &decoded_, &spread_}) one->view->setFixedSize(side, side);
}

void SelectionPanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    members_->setRows(height() < metrics().px(kOneRowBelow) ? 1 : 2);
    layPictures();
}

}  // namespace zscape
