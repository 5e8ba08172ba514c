#include "scripts/bench.d/benches.h"

#include "engine/session/linked_engine.h"
#include "engine/session/session.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>

namespace zscape::bench {

namespace {

using Clock = std::chrono::steady_clock;

/// What the session's wake-ups say to the one thread that waits here.
class Bell {
public:
    void ring() {
        {
            const std::lock_guard lock(mutex_);
            rung_ = true;
        }
        changed_.notify_one();
    }
    /// \return false when `until` came first
    bool waitUntil(Clock::time_point until) {
        std::unique_lock lock(mutex_);
        const bool rung = changed_.wait_until(lock, until, [this] { return rung_; });
        rung_ = false;
        return rung;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool rung_ = false;  ///< guarded by mutex_
};

class Driven {
public:
    explicit Driven(const Options& options) : session_(ringing(options)) {}

    Session& session() { return session_; }
    Bell& bell() { return bell_; }

    void waitFor(RunState state) {
        waitUntil([&] { return session_.state() == state; });
    }
    template <typename Condition>
    void waitUntil(Condition reached) {
        const auto limit = Clock::now() + std::chrono::minutes(10);
        while (!reached()) {
            check();
            if (Clock::now() > limit)
                throw std::runtime_error("the session did not come where it should within 10 minutes");
            bell_.waitUntil(Clock::now() + std::chrono::milliseconds(50));
        }
        check();
    }

    /// `data` and `recipe`: where the options name none.
    void prepare(const Options& options, const std::string& data, const std::string& recipe) {
        RunConfig config;
        config.recipe = text(options, "recipe", recipe);
        for (const Setting& setting : findRecipe(config.recipe).settings)
            if (options.contains(setting.key))
                config.overrides[setting.key] = parseSetting(setting, options.at(setting.key));
        session_.configure(config);
        ImportRequest request;
        request.sources = {text(options, "data", data)};
        request.settings.size = static_cast<int>(number(options, "size", 0));
        request.settings.channels = static_cast<int>(number(options, "channels", 0));
        session_.load(request);
        waitFor(RunState::Ready);
    }

private:
    Session::Options ringing(const Options& options) {
        Session::Options session;
        session.autosave = std::chrono::milliseconds(number(options, "autosave", 0));
        session.unsavedFolder = text(options, "unsaved", "");
        session.wake = [this] { bell_.ring(); };
        session.engine = linkedEngine;
        return session;
    }

    void check() {
        for (const Event& event : session_.takeEvents()) {
            if (const auto* refused = std::get_if<event::CommandRefused>(&event))
                throw std::runtime_error(refused->reason.sentence());
            if (const auto* failed = std::get_if<event::RunFailed>(&event))
                throw std::runtime_error(failed->reason.sentence());
        }
    }

    Bell bell_;
    Session session_;  ///< last: its threads ring the bell
};

double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace

int sessionTraining(const Options& options) {
    Driven driven(options);
    driven.prepare(options, "sample:digits", "vae-dense");
    // As the window's side counts: until the steps are there; the held-out images that are measured after them are not
    // training.
    return answer(
        [&](int64_t steps) {
            const auto before = driven.session().metrics()->train.size();
            driven.session().train(0, steps);
            driven.waitUntil([&] { return driven.session().metrics()->train.size() >= before + steps; });
            return driven.session().metrics()->train.size() - before;
        },
        [&] { driven.waitFor(RunState::Finished); });
}

int pointer(const Options& options) {
    Driven driven(options);
    driven.prepare(options, "sample:shapes", "vae");
    Session& session = driven.session();
    const auto events = number(options, "events", 900), warmUp = int64_t{60};
    const auto dimensions = static_cast<size_t>(session.info()->latentDimensions);
    session.train(1000, 0);
    driven.waitFor(RunState::Running);

    std::mt19937_64 generator(1);
    std::normal_distribution<float> step(0.0F, 0.1F);
    std::vector<float> z(dimensions, 0.0F);
    std::map<uint64_t, Clock::time_point> posted;
    std::vector<double> latencies;
    const auto begin = Clock::now();
    const auto trainedBefore = session.metrics()->train.size();
    for (int64_t i = 0; i < events + warmUp; ++i) {
        for (float& value : z) value += step(generator);
        const auto now = Clock::now();
        posted[session.decode(Lane::Pointer, DecodeRequest{{z}})] = now;
        const auto next = begin + std::chrono::microseconds(16667) * (i + 1);
        while (Clock::now() < next) {
            driven.bell().waitUntil(next);
            session.takeEvents();  // the session does not ring again before somebody has looked
            const auto answer = session.answer(Lane::Pointer);
            const auto found = answer ? posted.find(answer->ticket) : posted.end();
            if (found == posted.end()) continue;
            if (answer->pictures.size() != 1)
                throw std::runtime_error("a pointer event was answered without a picture: " + answer->error.sentence());
            const std::chrono::duration<double, std::milli> latency = Clock::now() - found->second;
            if (i >= warmUp) latencies.push_back(latency.count());
            posted.erase(posted.begin(), std::next(found));
        }
    }
    const std::chrono::duration<double> seconds = Clock::now() - begin;
    if (latencies.empty()) throw std::runtime_error("no pointer event was answered");
    const nlohmann::json line = {
        {"events", events},
        {"answered", latencies.size()},
        {"median_ms", quantile(latencies, 0.5)},
        {"p99_ms", quantile(latencies, 0.99)},
        {"steps_per_second", static_cast<double>(session.metrics()->train.size() - trainedBefore) / seconds.count()},
        {"precision", session.info()->precision}};
    std::cout << line.dump() << std::endl;
    return 0;
}

}  // namespace zscape::bench
