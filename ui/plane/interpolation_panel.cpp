#include "ui/plane/interpolation_panel.h"

#include "ui/plane/film_card.h"
#include "ui/plane/interpolation_slot.h"
#include "ui/plane/interpolation_strip.h"
#include "ui/selection/selection_model.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/action_reason.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/header_combo.h"
#include "ui/widgets/icon_button.h"
#include "ui/widgets/live_number.h"
#include "ui/widgets/number_field.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {
constexpr int kFrameMilliseconds = 1000 / kWalkRate;
constexpr int kTimeFrom = 480;  // pixels of the header
}  // namespace

InterpolationPanel::InterpolationPanel(SelectionModel* selection, QWidget* parent)
    : PanelFrame(tr("Interpolation"), parent),
      selection_(selection),
      slots_{new InterpolationSlot(PathEnd::A, selection, this), new InterpolationSlot(PathEnd::B, selection, this)},
      strip_(new InterpolationStrip(this)),
      kind_(new HeaderCombo(tr("Way from A to B"), this)),
      stepsField_(new NumberField(this)),
      swap_(new IconButton(QStringLiteral("swap"), tr("Swap A and B"), this)),
      play_(new IconButton(QStringLiteral("play"), tr("Play the path"), this, QKeySequence(Qt::Key_Space))),
      export_(new IconButton(QStringLiteral("export"), tr("Save the path"), this)),
      time_(new LiveNumber(QStringLiteral("00.0 of 00.0 s"), this)),
      plays_(new QActionGroup(this)),
      card_(new FilmCard(this)),
      busy_(new BusyBar(this)) {
    const Metrics& m = metrics();
    busy_->hide();
    body()->addWidget(busy_);
    auto* row = new QHBoxLayout;
    row->setSpacing(m.px(16));
    row->addWidget(slots_[0], 15);
    row->addWidget(strip_, 100);
    row->addWidget(slots_[1], 15);
    body()->addLayout(row, 1);
    buildHeader();
    connectSlots();
    setMenuOfCurrent([this](QMenu* menu) {
        for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
            QAction* clear = menu->addAction(end == PathEnd::A ? tr("Clear A") : tr("Clear B"), this,
                                             [this, end] { selection_->setEnd(end, std::nullopt); });
            setReason(clear, selection_->end(end) ? QString() : tr("It is not set"));
        }
    });
    playTimer_.setInterval(kFrameMilliseconds);
    playTimer_.setTimerType(Qt::PreciseTimer);
    connect(&playTimer_, &QTimer::timeout, this, &InterpolationPanel::tick);
    refresh();
}

void InterpolationPanel::buildHeader() {
    kind_->addItem(tr("Linear"), static_cast<int>(PathKind::Linear));
    kind_->addItem(tr("Slerp"), static_cast<int>(PathKind::Slerp));
    kind_->setItemData(0, tr("A straight line from A to B"), Qt::ToolTipRole);
    kind_->setItemData(1, tr("Along the great circle: stays as far from the middle as A and B are"), Qt::ToolTipRole);
    stepsField_->setRange(kFewestSteps, kMostSteps, true);
    stepsField_->setUnit(tr("steps"));
    stepsField_->setValue(steps_);
    stepsField_->line()->setAccessibleName(tr("Steps of the path"));
    stepsField_->setFixedWidth(metrics().px(86));
    header()->addLeading(kind_);
    drawn_ = new QLabel;
    drawn_->setFont(noteFont());
    drawn_->setTextFormat(Qt::PlainText);
    drawn_->setForegroundRole(QPalette::PlaceholderText);
    drawn_->hide();
    header()->addLeading(drawn_);
    time_->setFont(noteFont());
    time_->setForegroundRole(QPalette::PlaceholderText);
    time_->hide();
    header()->addTrailing(time_);
    header()->addTrailing(stepsField_);
    header()->addTrailing(swap_);
    header()->addTrailing(play_);
    header()->addTrailing(export_);

    buildMenus();
    connect(kind_, qOverload<int>(&QComboBox::activated), this, [this] { Q_EMIT kindChanged(kind()); });
    connect(stepsField_, &NumberField::valueChanged, this, [this](double value) {
        setSteps(static_cast<int>(value));
        Q_EMIT stepsChanged(steps_);
    });
    connect(swap_, &IconButton::clicked, selection_, &SelectionModel::swapEnds);
    connect(play_, &IconButton::clicked, this, &InterpolationPanel::togglePlaying);
}

void InterpolationPanel::setDrawnLabel(const QString& name) {
    const QString shown = QFontMetrics(drawn_->font()).elidedText(name, Qt::ElideMiddle, metrics().px(90));
    drawn_->setText(name.isEmpty() ? QString() : tr("drawn as %1").arg(shown));
    drawn_->setToolTip(name.isEmpty() ? QString()
                                      : tr("Every picture of the path is decoded with the label %1").arg(name));
    drawn_->setVisible(!name.isEmpty());
}

QString InterpolationPanel::drawnText() const { return drawn_->isHidden() ? QString() : drawn_->text(); }
void InterpolationPanel::buildMenus() {
    auto* formats = new QMenu(export_);
    formats->addAction(tr("Strip as PNG…"), this, [this] { Q_EMIT exportRequested(ExportFormat::Png); });
    formats->addAction(tr("Film as GIF or MP4…"), this, &InterpolationPanel::openFilmCard);
    export_->setMenu(formats);
    QMenu* more = moreMenu();
    const std::pair<WalkPlay, QString> plays[] = {{WalkPlay::ToAndFro, tr("Play to and fro")},
                                                  {WalkPlay::Loop, tr("Play over and over")},
                                                  {WalkPlay::Once, tr("Play once")}};
    for (const auto& [play, name] : plays) {
        QAction* action = more->addAction(name);
        action->setCheckable(true);
        action->setChecked(play == film_.timing.play);
        action->setData(static_cast<int>(play));
        plays_->addAction(action);
    }
    connect(plays_, &QActionGroup::triggered, this,
            [this](const QAction* action) { setPlay(static_cast<WalkPlay>(action->data().toInt())); });
    more->addAction(tr("Length, pace and size…"), this, &InterpolationPanel::openFilmCard);
    more->addSeparator();
    auto* exact = more->addAction(tr("Exact pixels"));
    exact->setCheckable(true);
    connect(exact, &QAction::toggled, strip_, &InterpolationStrip::setExactPixels);
    setCopySource({[this] { return strip_->hasPicture(); }, [this] { return strip_->picture(); }});
    connect(card_, &FilmCard::filmChanged, this, [this] { takeFilm(card_->film()); });
    connect(card_, &FilmCard::gifRequested, this, [this] { Q_EMIT exportRequested(ExportFormat::Gif); });
    connect(card_, &FilmCard::mp4Requested, this, [this] { Q_EMIT exportRequested(ExportFormat::Mp4); });
}

void InterpolationPanel::openFilmCard() {
    const std::vector<Picture>& pictures = decoded();
    card_->open(film_, pictures.empty() ? 0 : pictures.front().width, export_);
}

void InterpolationPanel::setPlay(WalkPlay play) {
    FilmSettings film = film_;
    film.timing.play = play;
    takeFilm(film);
}

void InterpolationPanel::takeFilm(const FilmSettings& film) {
    if (film == film_) return;
    setFilm(film, ownScale_ || film.scale != film_.scale);
    Q_EMIT filmChosen();
}

void InterpolationPanel::setFilm(const FilmSettings& film, bool ownScale) {
    film_ = film;
    ownScale_ = ownScale;
    for (QAction* action : plays_->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(film.timing.play));
    if (!isPlaying()) return;
    // It goes on from where it is.
    startedAt_ = walkSecondsAt(film.timing, place_);
    sinceStart_.start();
}

void InterpolationPanel::connectSlots() {
    for (const PathEnd end : {PathEnd::A, PathEnd::B}) {
        InterpolationSlot* own = slot(end);
        connect(own, &InterpolationSlot::imageDropped, this,
                [this, end](qint64 image) { Q_EMIT imageDropped(end, image); });
        connect(own, &InterpolationSlot::codeDropped, this,
                [this, end](const std::vector<float>& code) { Q_EMIT codeDropped(end, code); });
        connect(own, &InterpolationSlot::fileDropped, this,
                [this, end](const QString& file) { Q_EMIT fileDropped(end, file); });
        connect(own, &InterpolationSlot::clicked, this, [this, end] { Q_EMIT endClicked(end); });
    }
    for (const auto signal : {&SelectionModel::endChanged, &SelectionModel::endFollowed})
        connect(selection_, signal, this, &InterpolationPanel::refresh);
    connect(strip_, &InterpolationStrip::stopHovered, this, &InterpolationPanel::stopHovered);
    connect(strip_, &InterpolationStrip::stopClicked, this, [this](int stop) {
        setPlaying(false);
        chooseStop(stop);
    });
    connect(strip_, &InterpolationStrip::playRequested, this, &InterpolationPanel::togglePlaying);
}

void InterpolationPanel::refresh() {
    const std::optional<EndPoint>&a = selection_->end(PathEnd::A), &b = selection_->end(PathEnd::B);
    const bool both = a && b;
    if (!a && !b) strip_->setMessage(tr("Drag an image to A and another to B,\nor press A and B on the plane."));
    else if (!both)
        strip_->setMessage(a ? tr("Drag an image to B, or press B on the plane.")
                             : tr("Drag an image to A, or press A on the plane."));
    else strip_->setMessage({});
    strip_->setEnds(a ? a->shown() : Picture{}, b ? b->shown() : Picture{});
    const QString noPath = both ? QString() : tr("Choose A and B first: there is no path yet.");
    setReason(swap_, a || b ? QString() : noPath);
    setReason(play_, noPath);
    setReason(export_, both && strip_->decoded().empty() ? tr("The path is being decoded") : noPath);
    if (!both) {
        setPlaying(false);
        strip_->setDecoded({});
        strip_->setCurrentStop(-1);
    }
}

void InterpolationPanel::setEndFile(PathEnd end, const QString& file) { slot(end)->setFile(file); }

void InterpolationPanel::setStrip(const std::vector<Picture>& pictures) {
    strip_->setDecoded(pictures);
    if (!ownScale_ && !pictures.empty()) film_.scale = filmScaleFor(pictures.front().width);
    refresh();
}

const std::vector<Picture>& InterpolationPanel::decoded() const { return strip_->decoded(); }

const std::vector<Picture>& InterpolationPanel::fade() const { return strip_->faded(); }

PathKind InterpolationPanel::kind() const { return static_cast<PathKind>(kind_->currentData().toInt()); }

void InterpolationPanel::setSteps(int steps) {
    steps_ = std::clamp(steps, kFewestSteps, kMostSteps);
    stepsField_->setValue(steps_);
    strip_->setSteps(steps_);
}

void InterpolationPanel::setKind(PathKind kind) { kind_->setCurrentIndex(kind_->findData(static_cast<int>(kind))); }

void InterpolationPanel::setCurrentStop(int stop) { strip_->setCurrentStop(stop); }

int InterpolationPanel::currentStop() const { return strip_->currentStop(); }

void InterpolationPanel::setHoveredStop(int stop) { strip_->setHoveredStop(stop); }

void InterpolationPanel::chooseStop(int stop) {
    if (stop == strip_->currentStop()) return;
    strip_->setCurrentStop(stop);
    Q_EMIT currentStopChanged(stop);
}

void InterpolationPanel::setPlaying(bool playing) {
    if (playing == isPlaying() || (playing && !play_->isEnabled())) return;
    if (playing) {
        // From where one is; from the end again from A.
        const int stop = strip_->currentStop() < 0 || strip_->currentStop() >= steps_ - 1 ? 0 : strip_->currentStop();
        place_ = static_cast<double>(stop) / (steps_ - 1);
        startedAt_ = walkSecondsAt(film_.timing, place_);
        sinceStart_.start();
        playTimer_.start();
    } else {
        playTimer_.stop();
    }
    time_->setVisible(playing && header()->width() >= metrics().px(kTimeFrom));
    play_->setIcon(icon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    play_->setName(playing ? tr("Stop playing") : tr("Play the path"), QKeySequence(Qt::Key_Space));
    Q_EMIT playingChanged(playing);
    if (!playing) Q_EMIT markerMoved(-1);
}

void InterpolationPanel::tick() {
    const WalkTiming& timing = film_.timing;
    const double round = walkSeconds(timing);
    const double seconds = startedAt_ + static_cast<double>(sinceStart_.elapsed()) / 1000;
    const bool ended = timing.play == WalkPlay::Once && seconds >= round;
    place_ = walkPlace(timing, seconds);
    showTime(ended ? round : std::fmod(seconds, round));
    Q_EMIT walkedTo(place_);
    Q_EMIT markerMoved(place_ * (steps_ - 1));
    chooseStop(static_cast<int>(std::lround(place_ * (steps_ - 1))));
    if (ended) setPlaying(false);
}

void InterpolationPanel::showTime(double seconds) {
    if (time_->isHidden()) return;
    const auto text = [](double value) { return QLocale().toString(value, 'f', 1); };
    time_->setText(tr("%1 of %2 s", "time of a film").arg(text(seconds), text(walkSeconds(film_.timing))));
}

void InterpolationPanel::hideEvent(QHideEvent* event) {
    PanelFrame::hideEvent(event);
    // Playing moves the marker on the plane as well, but nobody sees what it plays.
    setPlaying(false);
}

}  // namespace zscape
