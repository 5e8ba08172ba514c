#include "ui/plane/decoder_panel.h"

#include "ui/plane/code_sliders.h"
#include "ui/plane/plane_layers.h"
#include "ui/plane/projection_card.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/image.h"
#include "ui/widgets/live_number.h"
#include "ui/widgets/picture_mime.h"
#include "ui/widgets/picture_view.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <utility>

namespace zscape {

namespace {

constexpr qint64 kPulseRests = 1000;                      // milliseconds
constexpr int kBesidePicture = 184, kBesideColumn = 100;  // at 13 px

void setTextColour(QWidget* widget, const QColor& colour) {
    QPalette palette = widget->palette();
    palette.setColor(QPalette::WindowText, colour);
    widget->setPalette(palette);
}

}  // namespace

DecoderPanel::DecoderPanel(QWidget* parent)
    : PanelFrame(tr("Decoder"), parent),
      picture_(new PictureView(this)),
      nameX_(new QLabel(axisName(0), this)),
      nameY_(new QLabel(axisName(1), this)),
      x_(new LiveNumber(QStringLiteral("−00.00"), this)),
      y_(new LiveNumber(QStringLiteral("−00.00"), this)),
      mixed_(new QLabel(this)),
      nearRow_(new NearRow(this)),
      weights_(new ElidedLabel(this)),
      onPath_(new ElidedLabel(this)),
      labelRow_(new QWidget(this)),
      label_(new QComboBox(labelRow_)),
      actions_(new QWidget(this)),
      setA_(new QPushButton(tr("Set as A"), actions_)),
      setB_(new QPushButton(tr("Set as B"), actions_)),
      pin_(new IconButton(QStringLiteral("pin"), tr("Keep the decode here"), actions_)),
      export_(new IconButton(QStringLiteral("export"), tr("Save the decoded picture"), actions_)),
      sliders_(new CodeSliders(this)) {
    const Metrics& m = metrics();
    picture_->setEmptyText(tr("Move over the latent plane: what the decoder draws there shows here."));
    picture_->setCornerRadius(m.thumbnailRadius());
    picture_->setMinimumSize(m.px(96), m.px(96));
    picture_->setAccessibleName(tr("Decoded picture"));
    picture_->setDragSource([this]() -> std::unique_ptr<QMimeData> {
        if (code_.empty()) return nullptr;
        auto mime = codeMime(code_, picture_->image());
        addPictureFile(*mime, savedPicture(), tr("decoded"));
        return mime;
    });
    around_ = new QBoxLayout(QBoxLayout::TopToBottom);
    around_->setSpacing(body()->spacing());
    body()->addLayout(around_, 1);
    around_->addWidget(picture_, 1);
    rest_ = new QVBoxLayout;
    rest_->setSpacing(body()->spacing());
    around_->addLayout(rest_);

    line_ = new QBoxLayout(QBoxLayout::LeftToRight);
    line_->setSpacing(m.px(4));
    line_->addWidget(mixed_);
    for (const auto& [name, value] : {std::pair<QLabel*, LiveNumber*>{nameX_, x_}, {nameY_, y_}}) {
        auto* coordinate = new QHBoxLayout;
        coordinate->setSpacing(m.px(4));
        coordinate->addWidget(name);
        coordinate->addWidget(value);
        coordinate->addStretch(1);
        coordinate->setContentsMargins(0, 0, m.px(6), 0);
        line_->addLayout(coordinate);
    }
    weights_->setFont(noteFont());
    weights_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    // Its text grows with the steps; the row must not ask for more width with it.
    weights_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    line_->addWidget(weights_, 1000);
    rest_->addLayout(line_);
    rest_->addWidget(nearRow_);
    for (QWidget* part : {static_cast<QWidget*>(mixed_), static_cast<QWidget*>(nearRow_)}) part->hide();
    connect(nearRow_, &NearRow::imageChosen, this, &DecoderPanel::imageChosen);

    onPath_->setFont(noteFont());
    onPath_->setTextFormat(Qt::PlainText);
    onPath_->setForegroundRole(QPalette::PlaceholderText);
    onPath_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    onPath_->hide();
    rest_->addWidget(onPath_);

    auto* labelLine = new QHBoxLayout(labelRow_);
    labelLine->setContentsMargins(0, 0, 0, 0);
    labelLine->setSpacing(m.px(6));
    auto* labelName = new QLabel(tr("Label"), labelRow_);
    labelName->setBuddy(label_);
    labelLine->addWidget(labelName);
    labelLine->addWidget(label_, 1);
    label_->setAccessibleName(tr("Label that codes are decoded with"));
    label_->setToolTip(tr("This model decodes a code for a label: the same code in another class"));
    label_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    labelRow_->hide();
    rest_->addWidget(labelRow_);

    ends_ = new QBoxLayout(QBoxLayout::LeftToRight, actions_);
    ends_->setContentsMargins(0, 0, 0, 0);
    ends_->setSpacing(m.px(6));
    for (QPushButton* button : {setA_, setB_}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        button->setMinimumWidth(m.px(60));
        button->setAutoDefault(false);
        ends_->addWidget(button, 1);
    }
    pin_->setCheckable(true);
    auto* icons = new QHBoxLayout;
    icons->setSpacing(m.px(6));
    icons->addWidget(pin_);
    icons->addWidget(export_);
    ends_->addLayout(icons);
    rest_->addWidget(actions_);
    rest_->addWidget(sliders_);
    rest_->addStretch(0);
    sliders_->hide();

    auto* exact = moreMenu()->addAction(tr("Exact pixels"));
    exact->setCheckable(true);
    connect(exact, &QAction::toggled, picture_, &PictureView::setExactPixels);
    buildSizes();
    setCopySource({[this] { return !picture_->image().isNull(); }, [this] { return savedPicture(); }});

    connect(setA_, &QPushButton::clicked, this, [this] { Q_EMIT endRequested(PathEnd::A); });
    connect(setB_, &QPushButton::clicked, this, [this] { Q_EMIT endRequested(PathEnd::B); });
    connect(label_, qOverload<int>(&QComboBox::activated), this, &DecoderPanel::labelChosen);
    connect(pin_, &IconButton::clicked, this, &DecoderPanel::pinToggled);
    connect(export_, &IconButton::clicked, this, &DecoderPanel::exportRequested);
    connect(sliders_, &CodeSliders::codeChanged, this, [this](const std::vector<float>& code) {
        code_ = code;
        Q_EMIT codeChanged(code);
    });
    connect(&pulse_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) {
        setTextColour(weights_, mixed(tokens().accent, tokens().text2, value.toDouble()));
    });
    pulse_.setStartValue(0.0);
    pulse_.setEndValue(1.0);
    const auto recolour = [this] { setTextColour(weights_, tokens().text2); };
    connect(&ThemeController::instance(), &ThemeController::changed, this, recolour);
    recolour();
    enableActions();
}

void DecoderPanel::buildSizes() {
    QMenu* sizes = moreMenu()->addMenu(tr("Size when saved or copied"));
    sizes_ = new QActionGroup(sizes);
    for (int scale = 1; scale <= kMostScale; ++scale) {
        QAction* action = sizes_->addAction(QString());
        action->setCheckable(true);
        action->setData(scale);
        sizes->addAction(action);
    }
    setSavedScale(savedScale_);
    connect(sizes_, &QActionGroup::triggered, this, [this](const QAction* action) {
        savedScale_ = action->data().toInt();
        Q_EMIT savedScaleChosen(savedScale_);
    });
    connect(sizes, &QMenu::aboutToShow, this, [this] {
        const QSize size = picture_->image().size();
        for (QAction* action : sizes_->actions()) {
            const int scale = action->data().toInt();
            action->setText(size.isEmpty()
                                ? tr("%1×").arg(scale)
                                : tr("%1×: %2 × %3").arg(scale).arg(scale * size.width()).arg(scale * size.height()));
        }
    });
}

void DecoderPanel::setSavedScale(int scale) {
    savedScale_ = scale;
    for (QAction* action : sizes_->actions()) action->setChecked(action->data().toInt() == scale);
}

QImage DecoderPanel::savedPicture() const {
    return enlargedImage(picture_->image(), savedScale_, !picture_->exactPixels());
}

void DecoderPanel::setDimensions(int dimensions) {
    if (dimensions == dimensions_) return;
    dimensions_ = dimensions;
    sliders_->setDimensions(dimensions > 2 ? dimensions : 0);
    showPlace();
    clear();
}

void DecoderPanel::setLabels(const std::vector<std::string>& names) {
    if (names == labels_) return;
    labels_ = names;
    label_->clear();
    for (const std::string& name : names) label_->addItem(QString::fromStdString(name));
    labelRow_->setVisible(!names.empty() && !compact_);
}

void DecoderPanel::setLabel(int label) { label_->setCurrentIndex(label); }

void DecoderPanel::setDecoded(const Picture& picture, const std::vector<float>& code, int64_t step) {
    picture_->setPicture(picture);
    code_ = code;
    sliders_->setCode(code);
    if (!onMap_ && !code.empty()) setCoordinates(axisName(0), code[0], axisName(1), code.size() > 1 ? code[1] : 0);
    const bool newer = step_ >= 0 && step != step_;
    step_ = step;
    showStep();
    if (newer) pulse();
    enableActions();
}

void DecoderPanel::clear() {
    picture_->setImage({});
    code_.clear();
    step_ = -1;
    for (QLabel* label : {nameX_, nameY_, static_cast<QLabel*>(x_), static_cast<QLabel*>(y_), weights_}) label->clear();
    enableActions();
}

void DecoderPanel::setCoordinates(const QString& nameX, double x, const QString& nameY, double y) {
    if (nameX_->text() != nameX) nameX_->setText(nameX);
    if (nameY_->text() != nameY) nameY_->setText(nameY);
    x_->setText(codeText(x));
    y_->setText(codeText(y));
    if (!std::exchange(onMap_, false)) return;
    nearRow_->setPictures({});
    showPlace();
}

void DecoderPanel::setNear(std::vector<NearPicture> near) {
    const int count = static_cast<int>(near.size());
    mixed_->setText(near.empty() ? tr("a code of its own") : tr("from %Ln near neighbour(s)", nullptr, count));
    const bool had = !nearRow_->pictures().empty();
    nearRow_->setPictures(std::move(near));
    if (std::exchange(onMap_, true) && had == (count > 0)) return;
    showPlace();
}

void DecoderPanel::showPlace() {
    for (QWidget* part : {static_cast<QWidget*>(nameX_), static_cast<QWidget*>(x_)}) part->setVisible(!onMap_);
    for (QWidget* part : {static_cast<QWidget*>(nameY_), static_cast<QWidget*>(y_)})
        part->setVisible(!onMap_ && dimensions_ != 1);
    mixed_->setVisible(onMap_ && !compact_);
    // The row keeps its place while one is on a map: what lies beneath it does not move with the pointer.
    nearRow_->setVisible(onMap_ && !compact_ && !beside_);
    sliders_->setVisible(dimensions_ > 2 && !compact_ && !onMap_ && !beside_);
}

void DecoderPanel::setPinned(bool pinned) {
    pin_->setChecked(pinned);
    pin_->setName(pinned ? tr("Let the decode follow the pointer again") : tr("Keep the decode here"));
}

void DecoderPanel::setFaint(bool faint) { picture_->setFaint(faint); }

void DecoderPanel::showStep() {
    if (step_ < 0) return weights_->clear();
    const QString full = tr("weights of step %1").arg(number(step_));
    const bool fits = !beside_ && weights_->fontMetrics().horizontalAdvance(full) <= weights_->width();
    weights_->setText(fits ? full : tr("step %1").arg(number(step_)));
    weights_->setToolTip(full);
}

void DecoderPanel::setPath(const std::optional<Path>& path) {
    path_ = path;
    onPath_->setVisible(path_ && !compact_);
    showPath();
}

// The line stays while there is a path: what lies beneath it does not move with the pointer.
void DecoderPanel::showPath() {
    if (!path_ || !path_->place) {
        onPath_->clear();
        onPath_->setToolTip({});
        return;
    }
    const int percent = qRound(100 * *path_->place);
    const auto said = [percent](const QString& a, const QString& b) {
        return percent == 0     ? tr("on the path, at %1").arg(a)
               : percent == 100 ? tr("on the path, at %1").arg(b)
                                : tr("on the path, %1 % from %2 to %3").arg(QString::number(percent), a, b);
    };
    const QString full = said(path_->a, path_->b);
    const bool fits = onPath_->fontMetrics().horizontalAdvance(full) <= onPath_->width();
    onPath_->setText(fits ? full : said(QStringLiteral("A"), QStringLiteral("B")));
    onPath_->setToolTip(full);
}

QString DecoderPanel::pathText() const { return onPath_->isHidden() ? QString() : onPath_->text(); }

void DecoderPanel::pulse() {
    // While a run trains the weights change twice a second: a pulse that never rests would say nothing, and 60 frames a
    // second of it took 4 % of a core from the training.
    const bool rested = !sincePulse_.isValid() || sincePulse_.elapsed() > kPulseRests;
    sincePulse_.start();
    const int length = ThemeController::instance().duration(200);
    if (length == 0 || !rested || !isVisible()) return;
    pulse_.stop();
    pulse_.setDuration(length);
    pulse_.start();
}

void DecoderPanel::enableActions() {
    const bool can = !code_.empty();
    const QString reason = can ? QString() : tr("There is no decoded picture yet");
    for (QWidget* button : std::initializer_list<QWidget*>{setA_, setB_, pin_, export_}) setReason(button, reason);
}

void DecoderPanel::setBeside(bool beside) {
    if (beside == beside_) return;
    beside_ = beside;
    layOut();
    fitPicture();
    showStep();
}

void DecoderPanel::layOut() {
    const bool beside = beside_ && !compact_;
    around_->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    around_->setSpacing(beside ? metrics().padding() : body()->spacing());
    line_->setDirection(beside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    ends_->setDirection(beside ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    weights_->setAlignment(beside ? Qt::AlignLeft | Qt::AlignTop : Qt::AlignRight | Qt::AlignVCenter);
    showPlace();
    updateGeometry();
}

void DecoderPanel::setCompact(bool compact) {
    compact_ = compact;
    header()->setVisible(!compact);
    actions_->setVisible(!compact);
    weights_->setVisible(!compact);
    onPath_->setVisible(path_ && !compact);
    layOut();
    labelRow_->setVisible(!compact && !labels_.empty());
    const Metrics& m = metrics();
    body()->setContentsMargins(compact ? m.px(8) : m.padding(), compact ? m.px(8) : 0, compact ? m.px(8) : m.padding(),
                               compact ? m.px(8) : m.padding());
    updateGeometry();
}

// Square at most: what height is left over lies beneath, so that the row of numbers stays at the picture.
void DecoderPanel::fitPicture() {
    const Metrics& m = metrics();
    const QMargins margins = body()->contentsMargins();
    const int across = width() - margins.left() - margins.right();
    if (beside_ && !compact_) {
        const int side = std::clamp(across - m.px(kBesideColumn) - m.padding(), m.px(96), m.px(kBesidePicture));
        picture_->setFixedWidth(side);
        picture_->setMaximumHeight(side);
        return;
    }
    picture_->setMinimumWidth(m.px(96));
    picture_->setMaximumWidth(QWIDGETSIZE_MAX);
    picture_->setMaximumHeight(std::max(picture_->minimumHeight(), across));
}

QSize DecoderPanel::sizeHint() const {
    const Metrics& m = metrics();
    return compact_ ? QSize(m.px(152), m.px(176)) : QSize(m.px(286), m.px(362));
}

void DecoderPanel::resizeEvent(QResizeEvent* event) {
    PanelFrame::resizeEvent(event);
    fitPicture();
    showStep();
    showPath();
}

}  // namespace zscape
