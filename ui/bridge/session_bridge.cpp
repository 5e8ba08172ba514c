#include "ui/bridge/session_bridge.h"

#include "ui/text/sentence.h"

namespace zscape {

namespace {

constexpr qint64 kMillisecondsBetweenLooks = 16;
constexpr int kMillisecondsBetweenReconstructions = 500;
constexpr int kMillisecondsBetweenNumbers = 250;
// What the window's thread takes of the cores that train is lost to all of them.
constexpr int kMillisecondsBetweenNumbersTraining = 500;

bool sameProgress(const std::optional<JobStatus>& a, const std::optional<JobStatus>& b) {
    if (a.has_value() != b.has_value()) return false;
    return !a || (a->id == b->id && a->progress.done == b->progress.done && a->progress.total == b->progress.total &&
                  a->progress.begun == b->progress.begun && a->progress.verb == b->progress.verb);
}

template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace

SessionBridge::SessionBridge(Session::Options options, QObject* parent) : QObject(parent) {
    later_.setSingleShot(true);
    connect(&later_, &QTimer::timeout, this, &SessionBridge::look);
    numbersTimer_.setSingleShot(true);
    connect(&numbersTimer_, &QTimer::timeout, this, &SessionBridge::numbersChanged);
    connect(this, &SessionBridge::infoChanged, this, &SessionBridge::tellNumbers);
    reconstructionsTimer_.setInterval(kMillisecondsBetweenReconstructions);
    connect(&reconstructionsTimer_, &QTimer::timeout, this, &SessionBridge::takeReconstructions);
    sinceLook_.start();
    options.wake = [this] {
        if (!pending_.exchange(true)) QMetaObject::invokeMethod(this, &SessionBridge::woken, Qt::QueuedConnection);
    };
    session_ = std::make_unique<Session>(std::move(options));
    state_ = session_->state();
    info_ = session_->info();
    runs_ = session_->runs();
}

SessionBridge::~SessionBridge() = default;

int SessionBridge::labelOf(int64_t image) const { return images_ ? labelTold(info_->spec, *images_, image) : -1; }

void SessionBridge::woken() {
    const qint64 since = sinceLook_.elapsed();
    if (since >= kMillisecondsBetweenLooks) look();
    else if (!later_.isActive()) later_.start(static_cast<int>(kMillisecondsBetweenLooks - since));
}

void SessionBridge::look() {
    later_.stop();
    // Before taking: what comes after this is announced by the next wake-up.
    pending_.store(false);
    sinceLook_.restart();
    ++looks_;
    // The events first: taking them arms the session's next wake-up, and only what changes after that announces itself.
    const std::vector<Event> events = session_->takeEvents();
    takeSnapshots();
    takePreview();
    tell(events);
    takeMetrics();
    takeAnswers();
}

void SessionBridge::takeSnapshots() {
    // Read first and told last: the session publishes what belongs to a state before the state, so who hears of a
    // state finds its images and its model in place.
    const RunState now = session_->state();
    auto info = session_->info();
    const bool newInfo = info != info_;
    info_ = std::move(info);
    auto runs = session_->runs();
    const bool newRuns = runs != runs_;
    runs_ = std::move(runs);
    auto images = session_->images();
    const bool newImages = images != images_;
    images_ = std::move(images);
    auto split = session_->split();
    const bool newSplit = split != split_;
    split_ = std::move(split);
    auto codes = session_->codes();
    const bool newCodes = codes != codes_;
    codes_ = std::move(codes);

    auto layout = session_->layout();
    const bool newLayout = layout != layout_;
    layout_ = std::move(layout);
    auto placed = session_->placed();
    const bool newPlaced = placed != placed_;
    placed_ = std::move(placed);

    auto diagnostics = session_->diagnostics();
    const bool newDiagnostics = diagnostics != diagnostics_;
    diagnostics_ = std::move(diagnostics);

    auto side = session_->sideMeasured();
    const bool newSide = side != sideMeasure_;
    sideMeasure_ = std::move(side);

    if (newImages || newSplit) Q_EMIT imagesChanged();
    if (newInfo) Q_EMIT infoChanged();
    if (newRuns) Q_EMIT runsChanged();
    if (newCodes) Q_EMIT codesChanged();
    if (newLayout) Q_EMIT layoutChanged();
    if (newPlaced) Q_EMIT codesPlaced();
    if (newDiagnostics) Q_EMIT diagnosticsChanged();
    if (newSide) Q_EMIT sideMeasured();
    if (now != state_) {
        const RunState before = state_;
        state_ = now;
        Q_EMIT stateChanged(before, now);
    }
}

void SessionBridge::tellNumbers() {
    if (numbersTimer_.isActive()) return;
    const bool trains = state_ == RunState::Running;
    numbersTimer_.start(trains ? kMillisecondsBetweenNumbersTraining : kMillisecondsBetweenNumbers);
}

void SessionBridge::wantReconstructions(bool wanted) {
    if (wanted == reconstructionsTimer_.isActive()) return;
    if (wanted) {
        reconstructionsTimer_.start();
        takeReconstructions();
    } else {
        reconstructionsTimer_.stop();
    }
}

void SessionBridge::takeReconstructions() {
    auto reconstructions = session_->reconstructions();
    if (reconstructions == reconstructions_) return;
    reconstructions_ = std::move(reconstructions);
    Q_EMIT reconstructionsChanged();
}

void SessionBridge::takePreview() {
    auto preview = session_->preview();
    auto progress = session_->loadProgress();
    const bool differs = preview != preview_ || !sameProgress(progress, loadProgress_);
    preview_ = std::move(preview);
    loadProgress_ = std::move(progress);
    if (differs) Q_EMIT previewChanged();
}

void SessionBridge::tell(const std::vector<Event>& events) {
    for (const Event& event : events) {
        Q_EMIT eventArrived(event);
        std::visit(Overloaded{[this](const event::CommandRefused& e) { Q_EMIT refused(e.kind, sentenceOf(e.reason)); },
                              [this](const event::RunFailed& e) { Q_EMIT runFailed(e.step, sentenceOf(e.reason)); },
                              [this](const event::Warning& e) { Q_EMIT warned(sentenceOf(e.what)); },
                              [this](const event::JobEnded& e) { Q_EMIT jobEnded(e.id, e.how, sentenceOf(e.reason)); },
                              [](const auto&) {}},
                   event);
    }
}

void SessionBridge::takeMetrics() {
    auto metrics = session_->metrics();
    std::array<int64_t, 3> rows{};
    if (metrics) rows = {metrics->train.size(), metrics->heldOut.size(), metrics->trainEpoch.size()};
    const bool other = metrics != metrics_;
    const bool grew = other || rows != metricRows_;
    metrics_ = std::move(metrics);
    metricRows_ = rows;
    const size_t marks = session_->marks().size();
    const bool marked = other || marks != marks_;
    marks_ = marks;
    if (marked) Q_EMIT marksChanged();
    if (grew) Q_EMIT metricsGrew();
}

void SessionBridge::takeAnswers() {
    for (int lane = 0; lane < kLanes; ++lane) {
        auto answer = session_->answer(static_cast<Lane>(lane));
        auto& known = answers_[static_cast<size_t>(lane)];
        if (answer == known) continue;
        known = std::move(answer);
        if (known) Q_EMIT answerArrived(static_cast<Lane>(lane));
    }
}

}  // namespace zscape
