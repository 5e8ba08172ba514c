#include "ui/shell/status_line.h"

#include "ui/shell/run_words.h"
#include "ui/text/english_plurals.h"
#include "ui/text/sentence.h"
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

constexpr int kAgeEvery = 20'000;  // milliseconds

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
      goesOn_(new QLabel),
      warning_(new QPushButton),
      said_(new QLabel),
      show_(new QPushButton(tr("show"))),
      rate_(new LiveNumber(QStringLiteral("99,999 images/s"))),
      playing_(new LiveNumber(QStringLiteral("playing 30 frames/s"))),
      map_(new LiveNumber(QStringLiteral("t-SNE 9,999 of 9,999"))),
      decode_(new LiveNumber(QStringLiteral("decode 99.9 ms"))),
      saved_(new QLabel),
      device_(new QLabel) {
    const Metrics& m = metrics();
    setAccessibleName(tr("Status"));
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
    row->addWidget(goesOn_);
    row->addSpacing(m.px(10));
    row->addWidget(map_);
    map_->hide();
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
    for (QLabel* label : {note_, goesOn_, static_cast<QLabel*>(rate_), static_cast<QLabel*>(playing_),
                          static_cast<QLabel*>(map_), static_cast<QLabel*>(decode_), saved_, device_}) {
        label->setFont(noteFont());
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    state_->setFont(noteFont());
    setButtonLook(warning_, ButtonLook::Link);
    warning_->setFont(noteFont());
    warning_->setFlat(true);
    warning_->hide();
    note_->hide();
    goesOn_->hide();
    age_.setInterval(kAgeEvery);
    connect(&age_, &QTimer::timeout, this, [this] {
        if (savedAt_) showAge();
        else age_.stop();
    });
    connect(warning_, &QPushButton::clicked, this, &StatusLine::warningClicked);
    addPermanentWidget(line, 1);
    setAccessibleName(tr("State of the run"));
}

void StatusLine::showRun(RunState state, const RunInfo& info, int64_t images, double decodeMilliseconds) {
    showState(state, info);
    rate_->setVisible(!page_ && (state == RunState::Running || state == RunState::Paused));
    rate_->setText(info.imagesPerSecond > 0 ? tr("%1 images/s").arg(number(std::llround(info.imagesPerSecond)))
                                            : QString());
    decode_->setVisible(!page_ && images > 0 && decodeMilliseconds > 0 && goesOn_->isHidden());
    decode_->setText(tr("decode %1 ms").arg(QLocale().toString(decodeMilliseconds, 'f', 1)));
    showSaved(info, images > 0);
    QStringList device;
    if (!info.device.empty()) device.append(zscape::text(info.device));
    if (info.threads > 0) device.append(tr("%Ln thread(s)", nullptr, info.threads));
    if (!info.precision.empty()) device.append(zscape::text(info.precision));
    device_->setText(device.join(QStringLiteral(" · ")));
}

void StatusLine::showState(RunState state, const RunInfo& info) {
    const bool empty = state == RunState::Empty && !page_;
    dot_->setVisible(!empty);
    // A lock in place of the dot where nothing is saved.
    const bool locked = !page_ && info.readOnly.has_value() && !empty && state != RunState::Loading;
    const bool stopped = !page_ && isStopped(state, info);
    const bool failed = !page_ && info.notSaved.has_value() && !empty && state != RunState::Loading;
    const QColor colour = page_     ? toneColour(page_->tone)
                          : locked  ? tokens().text2
                          : failed  ? tokens().bad
                          : stopped ? tokens().warn
                                    : colourOf(state);
    if (const auto look = std::make_tuple(colour, devicePixelRatioF(), locked); look != dotLook_) {
        dotLook_ = look;
        dot_->setPixmap(locked
                            ? iconPixmap(QStringLiteral("lock"), std::get<0>(look), metrics().px(12), std::get<1>(look))
                            : disc(std::get<0>(look), std::get<1>(look)));
    }
    const bool leads = !page_ && state == RunState::Running && info.encoderLeads;
    QString words = page_     ? page_->state
                    : leads   ? tr("Training, the encoder ahead")
                    : stopped ? tr("Stopped")
                              : nameOf(state);
    QString tip = leads ? tr("Before each step the encoder takes steps of its own until its loss falls no more. "
                             "Steps are slow until an epoch raises the "
                             "mutual information of unseen images no more.")
                        : QString();
    if (locked) {
        words = tr("reading only");
        tip = sentenceOf(*info.readOnly);
    } else if (failed) {
        words = info.notSaved->sinceStep > 0
                    ? tr("%1, not saved since step %2").arg(words, number(info.notSaved->sinceStep))
                    : tr("%1, not saved").arg(words);
        tip = sentenceOf(info.notSaved->reason);
    }
    state_->setText(words);
    state_->setToolTip(tip);
    state_->setForegroundRole(empty ? QPalette::PlaceholderText : QPalette::WindowText);
    const bool goesOn = stopped && !info.noTraining && !locked;
    note_->setText(page_ ? page_->note : goesOn ? epochsLeftText(info) : QString());
    note_->setVisible(!note_->text().isEmpty());
    goesOn_->setText(goesOn ? tr("Train goes on at step %1").arg(number(info.lastStep + 1)) : QString());
    goesOn_->setVisible(goesOn);
}

void StatusLine::showSaved(const RunInfo& info, bool images) {
    if (info.readOnly && !info.project.empty()) {
        saved_->setText(fromPath(info.project));
        savedAt_.reset();
        return;
    }
    const bool same = info.savedStep >= 0 && info.savedStep == info.lastStep;
    if (!same) savedAt_.reset();
    // What another project, or the same one when it was opened, was saved as was not seen to be saved.
    else if (info.savedStep != savedStep_ && info.project == savedIn_) savedAt_ = QDateTime::currentDateTime();
    savedStep_ = info.savedStep;
    savedIn_ = info.project;
    if (savedAt_) return showAge();
    age_.stop();
    saved_->setText(info.savedStep >= 0       ? tr("saved at step %1").arg(number(info.savedStep))
                    : info.step > 0 && images ? tr("not saved")
                                              : QString());
}

void StatusLine::showAge() {
    constexpr qint64 kMinute = 60, kHour = 3600;
    const qint64 seconds = savedAt_.value().secsTo(QDateTime::currentDateTime());
    saved_->setText(seconds < kMinute ? tr("saved just now")
                    : seconds < kHour ? tr("saved (a minute|%Ln minutes) ago", nullptr, counted(seconds / kMinute))
                                      : tr("saved (an hour|%Ln hours) ago", nullptr, counted(seconds / kHour)));
    if (!age_.isActive()) age_.start();
}

void StatusLine::setPage(const std::optional<PageStatus>& page) {
    page_ = page;
    if (!page_) return;  // the next showRun() says the rest
    note_->setText(page_->note);
    note_->setVisible(!page_->note.isEmpty());
    goesOn_->hide();
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

void StatusLine::showMap(const QString& text) {
    map_->setVisible(!text.isEmpty());
    map_->setText(text);
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
    for (const QLabel* label : {state_, note_, goesOn_, static_cast<QLabel*>(map_), static_cast<QLabel*>(rate_),
                                static_cast<QLabel*>(playing_), static_cast<QLabel*>(decode_), saved_, device_})
        if (!label->isHidden() && !label->text().isEmpty()) parts.append(label->text());
    return parts.join(QStringLiteral(" | "));
}

// The base class draws a line above; there is none here.
void StatusLine::paintEvent(QPaintEvent*) {}

}  // namespace zscape
