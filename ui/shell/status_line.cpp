#include "ui/shell/status_line.h"

#include "ui/bridge/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/live_number.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

#include <cmath>

namespace zscape {

namespace {

QPixmap disc(const QColor& colour, qreal ratio) {
    const int size = metrics().px(8);
    QPixmap picture(qRound(size * ratio), qRound(size * ratio));
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawEllipse(QRectF(0.5, 0.5, size - 1, size - 1));
    return picture;
}

QColor colourOf(RunState state) {
    const Tokens& t = tokens();
    switch (state) {
        case RunState::Running: return t.good;
        case RunState::Paused:
        case RunState::Stopping: return t.warn;
        case RunState::Failed: return t.bad;
        case RunState::Loading: return t.accent;
        default: return t.text3;
    }
}

}  // namespace

QString StatusLine::nameOf(RunState state) {
    switch (state) {
        case RunState::Empty: return tr("No images");
        case RunState::Loading: return tr("Reading images");
        case RunState::Ready: return tr("Ready");
        case RunState::Running: return tr("Training");
        case RunState::Paused: return tr("Paused");
        case RunState::Stopping: return tr("Stopping");
        case RunState::Finished: return tr("Finished");
        case RunState::Failed: return tr("Failed");
    }
    return {};
}

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent),
      dot_(new QLabel),
      state_(new QLabel),
      note_(new QLabel),
      warning_(new QPushButton),
      said_(new QLabel),
      show_(new QPushButton(tr("show"))),
      rate_(new LiveNumber(QStringLiteral("99,999 images/s"))),
      playing_(new LiveNumber(QStringLiteral("playing 30 frames/s"))),
      decode_(new LiveNumber(QStringLiteral("decode 99.9 ms"))),
      saved_(new QLabel),
      device_(new QLabel) {
    const Metrics& m = metrics();
    setSizeGripEnabled(false);
    setFixedHeight(m.px(28));
    auto* line = new QWidget(this);
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(m.px(6), 0, m.px(6), 0);
    row->setSpacing(m.px(6));
    row->addWidget(dot_);
    row->addWidget(state_);
    row->addWidget(warning_);
    row->addSpacing(m.px(10));
    row->addWidget(note_);
    row->addSpacing(m.px(10));
    row->addWidget(rate_);
    row->addSpacing(m.px(10));
    row->addWidget(playing_);
    playing_->hide();
    row->addWidget(decode_);
    row->addSpacing(m.px(10));
    row->addWidget(said_);
    row->addWidget(show_);
    row->addStretch(1);
    row->addWidget(saved_);
    row->addSpacing(m.px(10));
    row->addWidget(device_);
    said_->setFont(noteFont());
    said_->setTextFormat(Qt::PlainText);
    setButtonLook(show_, ButtonLook::Link);
    show_->setFont(noteFont());
    show_->setFlat(true);
    show_->setFocusPolicy(Qt::TabFocus);
    said_->hide();
    show_->hide();
    forget_.setSingleShot(true);
    forget_.setInterval(kSaidFor);
    connect(&forget_, &QTimer::timeout, this, [this] {
        said_->hide();
        show_->hide();
    });
    connect(show_, &QPushButton::clicked, this, [this] { Q_EMIT showFileWanted(file_); });
    for (QLabel* label : {note_, static_cast<QLabel*>(rate_), static_cast<QLabel*>(playing_),
                          static_cast<QLabel*>(decode_), saved_, device_}) {
        label->setFont(noteFont());
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    state_->setFont(noteFont());
    setButtonLook(warning_, ButtonLook::Link);
    warning_->setFont(noteFont());
    warning_->setFlat(true);
    warning_->hide();
    note_->hide();
    connect(warning_, &QPushButton::clicked, this, &StatusLine::warningClicked);
    addPermanentWidget(line, 1);
    setAccessibleName(tr("State of the run"));
}

void StatusLine::showRun(RunState state, const RunInfo& info, int64_t images, double decodeMilliseconds) {
    const bool empty = state == RunState::Empty && !page_;
    dot_->setVisible(!empty);
    // A lock in place of the dot where nothing is saved.
    const bool locked = !page_ && info.readOnly.has_value() && state != RunState::Loading;
    const int64_t planned = info.epochsPlanned * info.stepsPerEpoch;
    // A person, and no rule, has ended it before its end.
    const bool stopped =
        state == RunState::Finished && info.endedBy.code.empty() && info.lastStep > 0 && info.lastStep < planned;
    const QColor colour = page_     ? toneColour(page_->tone)
                          : locked  ? tokens().text2
                          : stopped ? tokens().warn
                                    : colourOf(state);
    if (const auto look = std::make_tuple(colour, devicePixelRatioF(), locked); look != dotLook_) {
        dotLook_ = look;
        dot_->setPixmap(locked
                            ? iconPixmap(QStringLiteral("lock"), std::get<0>(look), metrics().px(12), std::get<1>(look))
                            : disc(std::get<0>(look), std::get<1>(look)));
    }
    const bool leads = !page_ && state == RunState::Running && info.encoderLeads;
    const int64_t epoch = stopped ? (info.lastStep + info.stepsPerEpoch - 1) / info.stepsPerEpoch : 0;
    state_->setText(page_     ? page_->state
                    : leads   ? tr("Training, the encoder ahead")
                    : stopped ? tr("Stopped at epoch %1 of %2").arg(number(epoch), number(info.epochsPlanned))
                              : nameOf(state));
    note_->setVisible(page_ && !page_->note.isEmpty());
    if (page_) note_->setText(page_->note);
    state_->setToolTip(leads ? tr("Before each step the encoder takes steps of its own until its loss falls no more. "
                                  "Steps are slow until an epoch raises the "
                                  "mutual information of unseen images no more.")
                             : QString());
    if (info.readOnly && !page_ && !empty && state != RunState::Loading) {
        state_->setText(tr("reading only"));
        state_->setToolTip(sentenceOf(*info.readOnly));
    }
    state_->setForegroundRole(empty ? QPalette::PlaceholderText : QPalette::WindowText);
    rate_->setVisible(!page_ && (state == RunState::Running || state == RunState::Paused));
    rate_->setText(info.imagesPerSecond > 0 ? tr("%1 images/s").arg(number(std::llround(info.imagesPerSecond)))
                                            : QString());
    decode_->setVisible(!page_ && images > 0 && decodeMilliseconds > 0);
    decode_->setText(tr("decode %1 ms").arg(QLocale().toString(decodeMilliseconds, 'f', 1)));
    saved_->setText(info.savedStep >= 0           ? tr("saved at step %1").arg(number(info.savedStep))
                    : info.step > 0 && images > 0 ? tr("not saved")
                                                  : QString());
    if (info.readOnly && !info.project.empty()) saved_->setText(fromPath(info.project));
    QStringList device;
    if (!info.device.empty()) device.append(zscape::text(info.device));
    if (info.threads > 0) device.append(info.threads == 1 ? tr("1 thread") : tr("%1 threads").arg(info.threads));
    if (!info.precision.empty()) device.append(zscape::text(info.precision));
    device_->setText(device.join(QStringLiteral(" · ")));
}

void StatusLine::setPage(const std::optional<PageStatus>& page) {
    page_ = page;
    if (!page_) return;  // the next showRun() says the rest
    note_->setText(page_->note);
    note_->setVisible(!page_->note.isEmpty());
    state_->setText(page_->state);
    dotLook_ = {toneColour(page_->tone), devicePixelRatioF(), false};
    dot_->setPixmap(disc(std::get<0>(dotLook_), std::get<1>(dotLook_)));
    dot_->show();
}

void StatusLine::showWarning(const QString& text, const QString& tip) {
    warning_->setText(text);
    warning_->setIcon(icon(QStringLiteral("warn"), tokens().warn));
    warning_->setToolTip(tip);
    warning_->setAccessibleName(text);
    warning_->setAccessibleDescription(tip);
    warning_->setVisible(!text.isEmpty());
}

void StatusLine::showPlaying(int picturesPerSecond) {
    playing_->setVisible(picturesPerSecond >= 0);
    playing_->setText(tr("playing %1 frames/s").arg(picturesPerSecond));
}

void StatusLine::say(const QString& text) {
    said_->setText(text);
    said_->setToolTip({});
    said_->show();
    show_->hide();
    forget_.start();
}

void StatusLine::sayExported(const QString& file) {
    // A long name must not push the rest out of the line.
    constexpr int kLongestName = 40;
    QString name = QFileInfo(file).fileName();
    if (name.size() > kLongestName) name = name.left(kLongestName - 1) + QStringLiteral("…");
    say(tr("Exported %1").arg(name));
    said_->setToolTip(file);
    file_ = file;
    show_->setAccessibleName(tr("Show %1 in its folder").arg(name));
    show_->show();
}

QString StatusLine::saidText() const { return said_->isHidden() ? QString() : said_->text(); }

QString StatusLine::stateText() const { return state_->text(); }

QString StatusLine::text() const {
    QStringList parts;
    for (const QLabel* label : {state_, note_, static_cast<QLabel*>(rate_), static_cast<QLabel*>(playing_),
                                static_cast<QLabel*>(decode_), saved_, device_})
        if (!label->isHidden() && !label->text().isEmpty()) parts.append(label->text());
    return parts.join(QStringLiteral(" | "));
}

// The base class draws a line above; there is none here.
void StatusLine::paintEvent(QPaintEvent*) {}

}  // namespace zscape
