#include "tests/engine/session/threads/fake_model.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>

// Random interleavings of several clients; most telling under ThreadSanitizer.
namespace zscape {
namespace {

using testing::FakeSpec;
using testing::ServiceFixture;

constexpr int kServiceRounds = 20;
constexpr int kAskedOfEach = 40;  // of each client; no more files than are kept

struct ModelServiceRaces : ::testing::Test {
    static FakeSpec spec(unsigned lot) {
        FakeSpec some;
        some.labels = lot % 2 ? 3 : 0;
        some.encoder = lot % 3 != 0;
        some.broken = lot % 7 == 0;
        return some;
    }
    /// What an answer says of itself agrees: one step and one label throughout, and an item for each that was asked.
    static void expectWhole(const ServiceAnswer& answer) {
        if (!answer.error.code.empty()) {
            EXPECT_TRUE(answer.error.code == "model.none" || answer.error.code == "probe.encoder" ||
                        answer.error.code == "probe.variance")
                << answer.error.sentence();
            return;
        }
        for (size_t i = 0; i < answer.pictures.size(); ++i) {
            EXPECT_EQ(answer.pictures[i].pixels[0], static_cast<uint8_t>(answer.weightsStep));
            EXPECT_EQ(answer.pictures[i].pixels[1], answer.pictures[0].pixels[1]);
            EXPECT_EQ(answer.pictures[i].pixels[2], static_cast<uint8_t>(answer.z.at(i)[0]));
        }
        for (size_t i = 0; i < answer.values.size(); ++i)
            EXPECT_EQ(static_cast<int64_t>(answer.values[i]) / 10'000, answer.weightsStep);
        for (const std::vector<float>& sigma : answer.sigma)
            EXPECT_EQ(sigma.at(0), static_cast<float>(answer.weightsStep));
        if (!answer.pictures.empty()) {
            EXPECT_EQ(answer.pictures.size(), answer.z.size());
        } else if (!answer.values.empty()) {
            EXPECT_EQ(answer.values.size(), answer.z.size());
        } else if (!answer.searching) {
            for (const std::vector<float>& code : answer.z)
                EXPECT_EQ(code.at(1), static_cast<float>(answer.weightsStep));
        }
    }
    static uint64_t askOfCodes(ModelService& service, Lane lane, int first, int count, unsigned lot) {
        switch (lot % 3) {
            case 0: return service.probe(lane, ServiceFixture::probeOf(ProbeKind::RoundTrip, first, count));
            case 1: return service.probe(lane, ServiceFixture::probeOf(ProbeKind::Metric, first, count));
            default: return service.decode(lane, ServiceFixture::codes(first, count));
        }
    }
    static uint64_t askOfPictures(ModelService& service, Lane lane, int first, int count, unsigned lot) {
        return lot % 3 == 0 ? service.probe(lane, ServiceFixture::posteriorOf(first, count))
                            : service.encode(lane, ServiceFixture::picture(first));
    }
    /// Requests of one lane, by lot. \return their tickets
    static std::vector<uint64_t> ask(ServiceFixture& fixture, Lane lane, unsigned seed) {
        std::mt19937 lots(seed);
        std::vector<uint64_t> tickets;
        for (int i = 0; i < kAskedOfEach; ++i) {
            const int first = static_cast<int>(lots() % 100);
            const int count = 1 + static_cast<int>(lots() % 9);
            tickets.push_back(lane != Lane::Files && lots() % 2
                                  ? askOfCodes(fixture.service, lane, first, count, lots())
                                  : askOfPictures(fixture.service, lane, first, count, lots()));
            if (lots() % 4 == 0) std::this_thread::yield();
        }
        return tickets;
    }
    /// Films as a job makes them, some given up on their way.
    static void makeFilms(ServiceFixture& fixture, unsigned seed) {
        std::mt19937 lots(seed);
        for (int i = 0; i < kAskedOfEach; ++i) {
            const int first = static_cast<int>(lots() % 100), count = 1 + static_cast<int>(lots() % 9);
            const size_t giveUpAt = lots() % 4 == 0 ? 1 + lots() % 4 : 100;
            std::stop_source stop;
            try {
                const std::vector<Picture> pictures = fixture.service.decodeFilm(
                    ServiceFixture::codes(first, count),
                    [&](size_t done) {
                        if (done >= giveUpAt) stop.request_stop();
                    },
                    stop.get_token());
                ASSERT_EQ(pictures.size(), static_cast<size_t>(count));
                for (int at = 0; at < count; ++at) {
                    const std::vector<uint8_t>& pixels = pictures[static_cast<size_t>(at)].pixels;
                    EXPECT_EQ(pixels[0], pictures[0].pixels[0]) << "weights of one step";
                    EXPECT_EQ(pixels[1], pictures[0].pixels[1]) << "one label";
                    EXPECT_EQ(pixels[2], first + at);
                }
            } catch (const Cancelled&) {
                EXPECT_TRUE(stop.stop_requested());
            } catch (const Error& error) {
                EXPECT_TRUE(error.code() == "film.model" || error.code() == "model.none") << error.what();
            }
        }
    }
};

TEST_F(ModelServiceRaces, EveryFileAndTheLastRequestOfEachLaneIsAnswered) {
    for (unsigned round = 0; round < kServiceRounds; ++round) {
        ServiceFixture fixture;
        std::array<std::vector<uint64_t>, kLanes> tickets;
        {
            std::vector<std::jthread> clients;
            for (size_t lane = 0; lane < kLanes; ++lane)
                clients.emplace_back([&, lane] {
                    tickets[lane] = ask(fixture, static_cast<Lane>(lane), 100 * round + static_cast<unsigned>(lane));
                });
            clients.emplace_back([&fixture, round] {  // as the run's thread
                std::mt19937 lots(100 * round + 50);
                uint64_t build = 1;
                FakeSpec some = spec(1);
                for (int step = 1; step <= kAskedOfEach; ++step) {
                    if (lots() % 6 == 0) fixture.service.publish(nullptr);
                    if (lots() % 5 == 0) {
                        ++build;
                        some = spec(static_cast<unsigned>(lots()));
                    }
                    fixture.publish(build, step, some);
                    if (lots() % 2) std::this_thread::yield();
                }
                fixture.publish(build + 1, kAskedOfEach + 1, spec(1));
            });
            clients.emplace_back([&fixture, round] {
                std::mt19937 lots(100 * round + 60);
                for (int i = 0; i < kAskedOfEach; ++i) {
                    fixture.service.showLabel(static_cast<int64_t>(lots() % 3));
                    std::this_thread::yield();
                }
            });
            for (unsigned film = 0; film < 2; ++film)
                clients.emplace_back([&fixture, round, film] { makeFilms(fixture, 100 * round + 70 + film); });
            clients.emplace_back([&fixture] {  // as the window
                std::array<uint64_t, kLanes> seen{};
                for (int i = 0; i < 20 * kAskedOfEach; ++i) {
                    const size_t lane = static_cast<size_t>(i) % kLanes;
                    const auto answer = fixture.service.answer(static_cast<Lane>(lane));
                    (void)fixture.service.pointerLatency();
                    if (!answer) continue;
                    EXPECT_GE(answer->ticket, seen[lane]) << "an older answer in place of a newer one";
                    seen[lane] = answer->ticket;
                    expectWhole(*answer);
                }
            });
        }
        for (size_t lane = 0; lane < kLanes; ++lane)
            expectWhole(*fixture.answerTo(static_cast<Lane>(lane), tickets[lane].back()));
        for (const uint64_t ticket : tickets[static_cast<size_t>(Lane::Files)])
            expectWhole(*fixture.fileAnswer(ticket));
        // The newest weights and the newest label in the end, whatever came before.
        const uint64_t last = fixture.service.decode(Lane::Pointer, ServiceFixture::codes(7, 3));
        const auto answer = fixture.answerTo(Lane::Pointer, last);
        EXPECT_EQ(answer->weightsStep, kAskedOfEach + 1);
        expectWhole(*answer);
    }
}

TEST_F(ModelServiceRaces, ClosingWhileClientsAskEnds) {
    for (unsigned round = 0; round < 3 * kServiceRounds; ++round) {
        ServiceFixture fixture;
        fixture.publish(1, 1, spec(round));
        std::vector<std::jthread> clients;
        for (size_t lane = 0; lane < kLanes; ++lane)
            clients.emplace_back([&fixture, lane, round] {
                ask(fixture, static_cast<Lane>(lane), 100 * round + static_cast<unsigned>(lane));
            });
        clients.emplace_back([&fixture, round] {
            for (int step = 2; step < 2 + static_cast<int>(round % 20); ++step) fixture.publish(1, step, spec(round));
        });
        for (unsigned i = 0; i < round % 10; ++i) std::this_thread::yield();
        fixture.service.close();
        clients.clear();
        for (size_t lane = 0; lane < kLanes; ++lane) {
            const auto answer = fixture.service.answer(static_cast<Lane>(lane));
            if (answer) expectWhole(*answer);
        }
    }
}

}  // namespace
}  // namespace zscape
