#include "engine/session/threads/layout_worker.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

namespace zscape {
namespace {

/// As the run's: below the window and the model service.
constexpr int kLayoutNice = 10;

uint64_t modelOf(const std::shared_ptr<const CodesSnapshot>& codes) { return codes ? codes->model : 0; }

/// 0: one for each core
int threadsOffered(bool trains) { return trains ? 1 : 0; }

}  // namespace

LayoutWorker::LayoutWorker(EventQueue& events, Sources sources)
    : events_(events),
      sources_(std::move(sources)),
      placer_(events),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void LayoutWorker::close() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    placer_.close();
}

void LayoutWorker::layOut(LayoutRequest request) {
    request.settings.threads = 0;
    bool isOther = false;
    {
        const std::lock_guard lock(mutex_);
        isOther = asked_ != request;
        asked_ = request;
    }
    send(LayOut{std::move(request)}, isOther);
}

void LayoutWorker::restart() { send(Restart{}, true); }

void LayoutWorker::leave() {
    {
        const std::lock_guard lock(mutex_);
        asked_.reset();
    }
    send(Leave{}, true);
}

void LayoutWorker::pause(bool paused) { send(Pause{paused}, paused); }
void LayoutWorker::extend(int64_t iterations) { send(Extend{iterations}, false); }
void LayoutWorker::follow(bool wanted) { send(Follow{wanted}, false); }

void LayoutWorker::poke() {
    if (modelOf(sources_.codes()) != model_.load()) send(OtherModel{}, true);
    else inbox_.poke();
}

void LayoutWorker::send(Wish wish, bool interrupts) {
    if (interrupts) work_.expect();
    inbox_.push({std::move(wish), interrupts});
    if (interrupts) work_.sent();
}

void LayoutWorker::run(const std::stop_token& stop) {
    // Threads of its teams inherit it. Where it may not be set, it is only less polite.
    (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kLayoutNice);
    while (!stop.stop_requested()) turn(stop);
}

void LayoutWorker::turn(const std::stop_token& stop) {
    bool changed = false;
    while (const auto message = inbox_.tryTake()) {
        if (message->interrupts) work_.taken();
        handle(message->wish);
        changed = true;
    }
    const auto codes = sources_.codes();
    noticeModel(modelOf(codes));
    if (changed) publish();
    LayoutMap* const shown = map();
    if (!shown) return inbox_.wait(stop);

    const bool trains = sources_.trains();
    std::optional<LayoutMap::Clock::time_point> follows;
    if (follows_ && codes) follows = shown->followsAt(*codes, trains);
    if (follows && *follows <= LayoutMap::Clock::now()) shown->follow();
    switch (shown->phase()) {
        case LayoutPhase::Waiting:
            if (codes && areReadyForLayout(*codes, trains)) return prepare(*shown, *codes, trains, stop);
            return inbox_.wait(stop);
        case LayoutPhase::Running: return advance(*shown, trains, stop);
        default: return inbox_.wait(stop, follows);
    }
}

void LayoutWorker::handle(const Wish& wish) {
    LayoutMap* const shown = map();
    if (const auto* layOut = std::get_if<LayOut>(&wish)) return show(layOut->request);
    if (std::holds_alternative<Leave>(wish)) return kind_.reset();
    if (const auto* follow = std::get_if<Follow>(&wish)) {
        follows_ = follow->wanted;
        return;
    }
    if (!shown) return;
    if (std::holds_alternative<Restart>(wish)) shown->begin(LayoutRequest(shown->request()));
    else if (const auto* pause = std::get_if<Pause>(&wish)) shown->pause(pause->paused);
    else if (const auto* extend = std::get_if<Extend>(&wish)) shown->extend(extend->iterations);
}

void LayoutWorker::show(const LayoutRequest& request) {
    LayoutMap* const before = map();
    kind_ = request.settings.kind;
    if (LayoutMap* const there = map()) {
        if (there->request() == request) there->tryAgain();
        else there->begin(request);
    } else {
        maps_.try_emplace(*kind_, request, before ? before->places() : LayoutPlaces());
    }
}

void LayoutWorker::noticeModel(uint64_t model) {
    if (model_.exchange(model) == model) return;
    std::optional<LayoutRequest> request;
    if (const LayoutMap* const shown = map()) request = shown->request();
    maps_.clear();
    if (request) maps_.try_emplace(*kind_, *std::move(request), LayoutPlaces());
    publish();
}

LayoutMap* LayoutWorker::map() {
    const auto found = kind_ ? maps_.find(*kind_) : maps_.end();
    return found != maps_.end() ? &found->second : nullptr;
}

void LayoutWorker::prepare(LayoutMap& map, const CodesSnapshot& codes, bool trains, const std::stop_token& stop) {
    LayoutSnapshot preparing = map.snapshot(follows_);
    preparing.phase = LayoutPhase::Preparing;
    put(std::make_shared<LayoutSnapshot>(preparing));
    std::atomic<double> share{0};
    const auto tell = [&] {
        auto snapshot = std::make_shared<LayoutSnapshot>(preparing);
        snapshot->prepared = share.load();
        put(std::move(snapshot));
    };
    const ProgressSink sink = [&](const Progress& progress) {
        share.store(std::max(0.0, progress.share()));
        if (!trains) tell();
    };
    try {
        carryOut(
            trains, stop,
            [&](std::stop_token token) {
                map.prepare(sources_.make, codes, threadsOffered(trains), std::move(token), sink);
            },
            tell);
    } catch (const Cancelled&) {
        // It is Waiting again: whoever broke it off says what is next.
    }
    publish();
}

void LayoutWorker::advance(LayoutMap& map, bool trains, const std::stop_token& stop) {
    carryOut(trains, stop, [&](std::stop_token token) { map.advance(threadsOffered(trains), std::move(token)); });
    if (map.phase() != LayoutPhase::Running || LayoutMap::Clock::now() - published_ >= kBetweenSnapshots) publish();
}

void LayoutWorker::carryOut(bool trains, const std::stop_token& stop, const std::function<void(std::stop_token)>& work,
                            const std::function<void()>& meanwhile) {
    work_.run(stop, [&](const std::stop_token& token) {
        if (trains) leftover_.run([&] { work(token); }, meanwhile);
        else work(token);
    });
}

void LayoutWorker::publish() {
    LayoutMap* const shown = map();
    if (!shown && !shown_.get()) return;
    auto snapshot = shown ? std::make_shared<LayoutSnapshot>(shown->snapshot(follows_)) : nullptr;
    // First: who sees a map may ask for places on it.
    placer_.use(shown ? shown->places() : LayoutPlaces());
    put(std::move(snapshot));
}

void LayoutWorker::put(std::shared_ptr<const LayoutSnapshot> snapshot) {
    shown_.put(std::move(snapshot));
    published_ = LayoutMap::Clock::now();
    events_.notify();
}

}  // namespace zscape
