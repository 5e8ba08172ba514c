#include "ui/plane/map_progress.h"

#include "ui/text/sentence.h"
#include "ui/theme/icons.h"
#include "ui/theme/style.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace zscape {

namespace {

struct ProgressWords {
    Q_DECLARE_TR_FUNCTIONS(ProgressWords)
};

QString titleOf(const LayoutSnapshot& map) {
    switch (map.phase) {
        case LayoutPhase::Waiting: return ProgressWords::tr("Waiting for the codes");
        case LayoutPhase::Preparing: return ProgressWords::tr("Looking for neighbours");
        case LayoutPhase::Running:
        case LayoutPhase::Paused:
            return ProgressWords::tr("Iteration %1 of %2").arg(number(map.iteration), number(map.total));
        case LayoutPhase::Finished: return ProgressWords::tr("%1 iterations, done").arg(number(map.iteration));
        case LayoutPhase::Failed: return ProgressWords::tr("There is no map");
    }
    return {};
}

/// Of the whole way; 0: nothing is exaggerated, or not any more.
double exaggeratedShare(const LayoutSnapshot& map) {
    const bool goesOn = map.phase == LayoutPhase::Running || map.phase == LayoutPhase::Paused;
    const int64_t until = map.request.settings.exaggerated;
    if (!goesOn || map.request.settings.kind != LayoutKind::Tsne || map.iteration >= until || map.total <= 0) return 0;
    return static_cast<double>(until) / static_cast<double>(map.total);
}

QString lossText(const LayoutSnapshot& map) {
    if (!map.loss) return {};
    const QString value = QLocale().toString(*map.loss, 'f', 2);
    return map.request.settings.kind == LayoutKind::Tsne ? ProgressWords::tr("KL %1").arg(value)
                                                         : ProgressWords::tr("cross-entropy %1").arg(value);
}

}  // namespace

/// 4 px, with a tick where the exaggeration ends.
class MapProgress::Bar : public QWidget {
public:
    explicit Bar(QWidget* parent) : QWidget(parent) { setFixedHeight(metrics().px(10)); }
    void set(double share, double tick) {
        if (share == share_ && tick == tick_) return;
        share_ = share;
        tick_ = tick;
        update();
    }
    double tick() const { return tick_; }

protected:
    void paintEvent(QPaintEvent*) override {
        const Tokens& t = tokens();
        const double thick = metrics().px(4), middle = height() / 2.0;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const QRectF whole(0, middle - thick / 2, width(), thick);
        painter.setBrush(t.line);
        painter.drawRoundedRect(whole, thick / 2, thick / 2);
        painter.setBrush(t.accent);
        if (share_ > 0)
            painter.drawRoundedRect(QRectF(whole.topLeft(), QSizeF(whole.width() * std::min(share_, 1.0), thick)),
                                    thick / 2, thick / 2);
        if (tick_ <= 0 || tick_ >= 1) return;
        painter.setPen(QPen(t.text2, 1));
        const double x = std::round(tick_ * width()) + 0.5;
        painter.drawLine(QPointF(x, 0), QPointF(x, height()));
    }

private:
    double share_ = 0, tick_ = 0;
};

MapProgress::MapProgress(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      left_(new QLabel(this)),
      note_(new QLabel(this)),
      bar_(new Bar(this)),
      main_(new QPushButton(this)),
      restart_(new QPushButton(this)) {
    const Metrics& m = metrics();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m.px(6));
    auto* line = new QHBoxLayout;
    title_->setFont(titleFont());
    title_->setTextFormat(Qt::PlainText);
    left_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(title_, 1);
    line->addWidget(left_);
    column->addLayout(line);
    column->addWidget(bar_);
    note_->setFont(noteFont());
    note_->setWordWrap(true);
    note_->setTextFormat(Qt::PlainText);
    note_->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(note_);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(m.px(8));
    for (QPushButton* button : {main_, restart_}) {
        button->setAutoDefault(false);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        buttons->addWidget(button, 1);
    }
    column->addLayout(buttons);
    connect(main_, &QPushButton::clicked, this, [this] {
        switch (does_) {
            case Does::Start: Q_EMIT startWanted(); break;
            case Does::Pause: Q_EMIT pauseWanted(true); break;
            case Does::Continue: Q_EMIT pauseWanted(false); break;
            case Does::More: Q_EMIT moreWanted(kMore); break;
        }
    });
    connect(restart_, &QPushButton::clicked, this, &MapProgress::restartWanted);
    showMap(nullptr, {}, {});
}

void MapProgress::showMap(const LayoutSnapshot* map, const QString& changed, const QString& reason) {
    const bool failed = map && map->phase == LayoutPhase::Failed;
    const bool there = map && !failed;
    does_ = !there                                ? Does::Start
            : map->phase == LayoutPhase::Paused   ? Does::Continue
            : map->phase == LayoutPhase::Finished ? Does::More
                                                  : Does::Pause;
    const QString text = does_ == Does::Start      ? tr("Start")
                         : does_ == Does::Continue ? tr("Continue")
                         : does_ == Does::More     ? tr("Run %1 more").arg(number(kMore))
                                                   : tr("Pause");
    main_->setText(text);
    setButtonLook(main_, does_ == Does::Start ? ButtonLook::Primary : ButtonLook::Plain);
    setReason(main_, does_ == Does::Start ? reason : QString());
    title_->setText(map ? titleOf(*map) : QString());
    title_->setVisible(map);
    left_->setText(!there                                 ? QString()
                   : map->phase == LayoutPhase::Running   ? timeLeft(map->secondsLeft)
                   : map->phase == LayoutPhase::Preparing ? timeLeft(map->secondsLeft)
                                                          : lossText(*map));
    left_->setVisible(map);
    bar_->setVisible(there);
    const double tick = there ? exaggeratedShare(*map) : 0;
    if (there) bar_->set(std::max(0.0, mapShare(*map)), tick);
    note_->setText(failed                 ? sentenceOf(map->reason)
                   : map && map->remark   ? sentenceOf(*map->remark)
                   : tick > 0 && tick < 1 ? tr("exaggerated till the tick")
                                          : QString());
    QPalette palette = note_->palette();
    palette.setColor(QPalette::PlaceholderText, failed ? tokens().bad : tokens().text2);
    note_->setPalette(palette);
    note_->setVisible(!note_->text().isEmpty());
    restart_->setText(changed.isEmpty() ? tr("Restart") : tr("Restart with %1").arg(changed));
    restart_->setVisible(there);
}

QString MapProgress::text() const { return title_->text(); }

QString mapName(LayoutKind kind) {
    return kind == LayoutKind::Umap ? ProgressWords::tr("UMAP") : ProgressWords::tr("t-SNE");
}

double mapShare(const LayoutSnapshot& map) {
    switch (map.phase) {
        case LayoutPhase::Waiting: return 0;
        case LayoutPhase::Preparing: return map.prepared;
        case LayoutPhase::Running:
        case LayoutPhase::Paused:
            return map.total > 0 ? static_cast<double>(map.iteration) / static_cast<double>(map.total) : 0;
        case LayoutPhase::Finished: return 1;
        case LayoutPhase::Failed: return -1;
    }
    return -1;
}

QString mapStatus(const LayoutSnapshot& map) {
    const QString name = mapName(map.request.settings.kind);
    switch (map.phase) {
        case LayoutPhase::Waiting: return ProgressWords::tr("%1 waits for the codes").arg(name);
        case LayoutPhase::Preparing: return ProgressWords::tr("%1 looks for neighbours").arg(name);
        case LayoutPhase::Running:
            return ProgressWords::tr("%1 %2 of %3").arg(name, number(map.iteration), number(map.total));
        case LayoutPhase::Paused: return ProgressWords::tr("%1 paused").arg(name);
        case LayoutPhase::Finished:
        case LayoutPhase::Failed: return {};
    }
    return {};
}

}  // namespace zscape
