#pragma once

#include "engine/data/picture_writers.h"
#include "engine/session/linked_engine.h"
#include "tests/engine/data/temporary_folder.h"
#include "tests/engine/session/threads/event_log.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

namespace zscape::testing {

/// A session over real images: sprites of 16 x 16 grey pixels, so that an epoch takes a blink.
struct SessionFixture : ::testing::Test {
    void SetUp() override { session.emplace(options()); }
    void TearDown() override { session.reset(); }

    Session::Options options() {
        Session::Options result;
        result.cacheFolder = folder / "cache";
        result.wake = log.wake();
        result.engine = linkedEngine;
        return result;
    }
    /// Ends the session and begins another one.
    void restart() {
        session.reset();
        log.all.clear();
        session.emplace(options());
    }

    static ImportRequest shapes(int64_t count = 1280) {
        ImportRequest request;
        request.sources = {"sample:shapes"};
        request.settings.size = 16;
        request.settings.channels = 1;
        request.settings.sampleCount = count;
        return request;
    }
    /// Writes `count` PNG of one grey each. \return what opens them at 16 x 16
    static ImportRequest greyPhotos(const std::filesystem::path& photos, int count) {
        std::filesystem::create_directories(photos);
        for (int i = 0; i < count; ++i) {
            const Picture picture{16, 16, 1, std::vector<uint8_t>(256, static_cast<uint8_t>(240 * i / count))};
            writePng(photos / ("p" + std::to_string(i) + ".png"), picture);
        }
        ImportRequest request;
        request.sources = {photos.string()};
        request.settings.size = 16;
        return request;
    }
    static RunConfig small() {
        RunConfig config;
        config.overrides["hidden"] = std::string("64");
        config.overrides["batch_size"] = int64_t{64};
        config.overrides["epochs"] = int64_t{3};
        return config;
    }

    [[nodiscard]] bool until(const std::function<bool()>& done) {
        return log.until([this] { return session->takeEvents(); }, done);
    }
    bool untilState(RunState state) {
        return until([this, state] { return session->state() == state; });
    }
    bool answered(CommandId id) {
        return until([this, id] { return log.answers(id) > 0; });
    }
    /// Waits for the answer. \return whether the command was carried out
    bool done(CommandId id) {
        EXPECT_TRUE(answered(id));
        if (log.refused(id)) lastReason = log.reason(id);
        return !log.refused(id);
    }
    /// Waits for a job's end.
    event::JobEnded ended(JobId id) {
        event::JobEnded result{};
        EXPECT_TRUE(until([&] {
            for (const auto& end : log.of<event::JobEnded>()) {
                if (end.id != id) continue;
                result = end;
                return true;
            }
            return false;
        }));
        return result;
    }
    void loadShapes(int64_t count = 1280) {
        ASSERT_TRUE(done(session->configure(small()))) << lastReason.sentence();
        ASSERT_TRUE(done(session->load(shapes(count)))) << lastReason.sentence();
        ASSERT_EQ(session->state(), RunState::Ready);
    }
    /// Trains to the end of the plan.
    void trainToTheEnd(int64_t epochs = 0, int64_t steps = 0) {
        ASSERT_TRUE(done(session->train(epochs, steps))) << lastReason.sentence();
        ASSERT_TRUE(
            until([this] { return session->state() == RunState::Finished || session->state() == RunState::Failed; }));
        ASSERT_EQ(session->state(), RunState::Finished);
    }
    /// One column of the training table.
    std::vector<double> column(size_t index) const {
        std::vector<double> values;
        const auto metrics = session->metrics();
        for (int64_t row = 0; row < metrics->train.size(); ++row) values.push_back(metrics->train.at(row, index));
        return values;
    }
    std::vector<double> totals() const { return column(RunMetrics::kFixedColumns); }

    TemporaryFolder temporary;
    const std::filesystem::path folder = temporary.path();
    EventLog log;
    ErrorInfo lastReason;
    std::optional<Session> session;
};

}  // namespace zscape::testing
