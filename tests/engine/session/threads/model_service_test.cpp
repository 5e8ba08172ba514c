#include "tests/engine/session/threads/fake_model.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <thread>

namespace zscape {
namespace {

using testing::FakeSpec;
using testing::ServiceFixture;

struct ModelServiceTest : ::testing::Test, ServiceFixture {
    static FakeSpec conditional() {
        FakeSpec spec;
        spec.labels = 3;
        return spec;
    }
    static FakeSpec searching() {
        FakeSpec spec;
        spec.encoder = false;
        spec.dimensions = 3;
        spec.searchSteps = 1000;  // more than a slice, however quick they are
        return spec;
    }
    /// A film that another thread waits for, as a job does.
    class Film {
    public:
        Film(ModelService& service, DecodeRequest request)
            : pictures_(std::async(std::launch::async, [this, &service, request = std::move(request)] {
                  return service.decodeFilm(
                      request, [this](size_t done) { tell(done); }, stop_.get_token());
              })) {}
        void giveUp() { stop_.request_stop(); }
        /// Waits until some are done. \return how many
        size_t someDone() {
            done_.wait(0);
            return done_;
        }
        /// Waits for them. \throws what decodeFilm() threw
        std::vector<Picture> pictures() { return pictures_.get(); }

    private:
        void tell(size_t done) {
            EXPECT_GT(done, done_);
            done_ = done;
            done_.notify_one();
        }

        std::stop_source stop_;
        std::atomic<size_t> done_{0};
        std::future<std::vector<Picture>> pictures_;  ///< last: it uses the others
    };
    static std::string codeOf(const std::function<void()>& work) {
        try {
            work();
        } catch (const Error& error) {
            return error.code();
        }
        return {};
    }
    /// That whatever the service had to do by then is done: nothing is left to repeat.
    void settle() {
        const uint64_t ticket = service.encode(Lane::Files, {});
        fileAnswer(ticket);
    }
};

TEST_F(ModelServiceTest, AnswersSayOfWhichWeightsTheyAre) {
    publish(1, 5);
    const uint64_t ticket = service.decode(Lane::Pointer, codes(7, 1));
    const auto decoded = answerTo(Lane::Pointer, ticket);
    EXPECT_EQ(decoded->weightsStep, 5);
    EXPECT_EQ(decoded->pictures, pictures(5, 0, 7, 1));
    EXPECT_EQ(decoded->z, codes(7, 1).z);
    EXPECT_TRUE(decoded->error.code.empty());
    const auto encoded = answerTo(Lane::Ends, service.encode(Lane::Ends, picture(9)));
    EXPECT_EQ(encoded->z, (std::vector<std::vector<float>>{{9, 5}}));
    EXPECT_TRUE(encoded->pictures.empty());
    EXPECT_GE(asked, 1) << "newer weights are asked for";
}

TEST_F(ModelServiceTest, WithoutAModelARequestIsToldSo) {
    EXPECT_EQ(answerTo(Lane::Pointer, service.decode(Lane::Pointer, codes(7, 1)))->error.code, "model.none");
    publish(1, 5);
    EXPECT_EQ(answerTo(Lane::Strip, service.decode(Lane::Strip, codes(7, 1)))->error.code, "");
    service.publish(nullptr);
    EXPECT_EQ(answerTo(Lane::Strip, service.encode(Lane::Strip, picture(7)))->error.code, "model.none");
}

TEST_F(ModelServiceTest, WhatTheModelCannotTakeIsAnsweredAndTheNextOneToo) {
    publish(1, 5, conditional());
    DecodeRequest longer;
    longer.z = {{1, 2}, {1, 2, 3}};
    EXPECT_EQ(answerTo(Lane::Strip, service.decode(Lane::Strip, longer))->error.code, "test.size");
    EXPECT_EQ(answerTo(Lane::Strip, service.decode(Lane::Strip, codes(1, 1, 3)))->error.code, "test.label");
    EXPECT_EQ(answerTo(Lane::Strip, service.encode(Lane::Strip, {{Picture()}}))->error.code, "test.picture");
    EXPECT_EQ(answerTo(Lane::Strip, service.decode(Lane::Strip, codes(1, 1)))->error.code, "");
}

TEST_F(ModelServiceTest, NothingAskedIsAnsweredByNothing) {
    publish(1, 5);
    EXPECT_TRUE(answerTo(Lane::Strip, service.encode(Lane::Strip, {}))->z.empty());
    publish(2, 5, searching());
    EXPECT_TRUE(answerTo(Lane::Strip, service.encode(Lane::Strip, {}))->z.empty());
}

TEST_F(ModelServiceTest, ThePointerComesBetweenTheSlicesOfOthers) {
    publish(1, 1);
    models.gate.close();
    const uint64_t strip = service.decode(Lane::Strip, codes(20, 100));
    models.gate.awaitVisitor();
    const uint64_t pointer = service.decode(Lane::Pointer, codes(3, 1));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Strip, strip)->pictures, pictures(1, 0, 20, 100));
    EXPECT_EQ(answerTo(Lane::Pointer, pointer)->pictures, pictures(1, 0, 3, 1));
    const std::vector<int> slices = models.slices();
    ASSERT_GE(slices.size(), 3u);
    EXPECT_EQ(slices[0], 20);
    EXPECT_EQ(slices[1], 3);
    EXPECT_EQ(slices[2], 21) << "and the other goes on where it was";
}

TEST_F(ModelServiceTest, ARequestThatWasNotBegunIsReplacedByANewerOne) {
    publish(1, 1);
    models.gate.close();
    service.decode(Lane::Pointer, codes(1, 2));
    models.gate.awaitVisitor();
    service.decode(Lane::Strip, codes(50, 1));
    // Taken between the pointer's two slices, and not begun.
    models.gate.letOne();
    models.gate.awaitVisitor();
    service.decode(Lane::Strip, codes(51, 1));
    service.decode(Lane::Strip, codes(52, 1));
    const uint64_t last = service.decode(Lane::Strip, codes(53, 1));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Strip, last)->pictures, pictures(1, 0, 53, 1));
    EXPECT_EQ(models.slices(), (std::vector<int>{1, 2, 53}));
}

TEST_F(ModelServiceTest, WhatIsBegunIsAnsweredThoughANewerOneWaits) {
    publish(1, 1);
    models.gate.close();
    const uint64_t first = service.decode(Lane::Strip, codes(10, 2));
    models.gate.awaitVisitor();
    const uint64_t second = service.decode(Lane::Strip, codes(30, 1));
    models.gate.letOne();
    models.gate.awaitVisitor();
    models.gate.letOne();
    models.gate.awaitVisitor();  // the second's
    EXPECT_EQ(answerTo(Lane::Strip, first)->pictures, pictures(1, 0, 10, 2));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Strip, second)->pictures, pictures(1, 0, 30, 1));
}

TEST_F(ModelServiceTest, FilesAreAnsweredOneAfterTheOtherAndTheNewestAreKept) {
    publish(1, 1);
    std::vector<uint64_t> tickets;
    const int count = static_cast<int>(kFileAnswersKept) + 6;
    models.gate.close();
    for (int i = 0; i < count; ++i) tickets.push_back(service.encode(Lane::Files, picture(i)));
    models.gate.open();
    answerTo(Lane::Files, tickets.back());
    std::vector<int> inTurn;
    for (int i = 0; i < count; ++i) inTurn.push_back(i);
    EXPECT_EQ(models.slices(), inTurn);
    for (int i = 0; i < count; ++i) {
        const auto answer = service.fileAnswer(tickets[static_cast<size_t>(i)]);
        ASSERT_EQ(answer != nullptr, i >= 6) << i;
        if (answer) {
            EXPECT_EQ(answer->z.at(0).at(0), static_cast<float>(i));
        }
    }
}

TEST_F(ModelServiceTest, NewerWeightsAnswerOnceMoreAndOnce) {
    publish(1, 1);
    const uint64_t ticket = service.decode(Lane::Pointer, codes(7, 1));
    answerTo(Lane::Pointer, ticket, 1);
    publish(1, 2);
    EXPECT_EQ(answerTo(Lane::Pointer, ticket, 2)->pictures, pictures(2, 0, 7, 1));
    publish(1, 3);
    settle();
    EXPECT_EQ(service.answer(Lane::Pointer)->weightsStep, 2);
    EXPECT_EQ(models.builds(), 1) << "newer weights go into the model that is there";
    EXPECT_EQ(answerTo(Lane::Pointer, service.decode(Lane::Pointer, codes(8, 1)))->weightsStep, 3);
}

TEST_F(ModelServiceTest, AFilmIsOfOneStepsWeightsAndCountsWhatIsDone) {
    publish(1, 1, conditional());
    models.gate.close();
    Film film(service, codes(7, 100));
    models.gate.awaitVisitor();
    publish(1, 2, conditional());
    service.showLabel(2);
    models.gate.letOne();
    EXPECT_EQ(film.someDone(), 1U) << "the first slice is one picture";
    models.gate.open();
    EXPECT_EQ(film.pictures(), pictures(1, 0, 7, 100));
    EXPECT_EQ(models.builds(), 1);
}

TEST_F(ModelServiceTest, AFilmComesBehindTheLanesAndFilmsOneAfterTheOther) {
    publish(1, 1);
    models.gate.close();
    Film first(service, codes(10, 2));
    models.gate.awaitVisitor();
    Film second(service, codes(30, 2));
    const uint64_t strip = service.decode(Lane::Strip, codes(50, 1));
    models.gate.open();
    answerTo(Lane::Strip, strip);
    EXPECT_EQ(first.pictures(), pictures(1, 0, 10, 2));
    EXPECT_EQ(second.pictures(), pictures(1, 0, 30, 2));
    const std::vector<int> slices = models.slices();
    ASSERT_GE(slices.size(), 4U);
    EXPECT_EQ(slices[0], 10);
    EXPECT_EQ(slices[1], 50);
    EXPECT_EQ(slices[2], 11);
}

TEST_F(ModelServiceTest, AFilmThatIsGivenUpEndsAtOnceAndTheServiceAfterItsSlice) {
    publish(1, 1);
    models.gate.close();
    Film film(service, codes(10, 100));
    models.gate.awaitVisitor();
    film.giveUp();
    EXPECT_THROW(film.pictures(), Cancelled) << "though the service stands in its slice";
    Film waits(service, codes(150, 1));
    models.gate.letOne();
    models.gate.awaitVisitor();
    models.gate.open();
    EXPECT_EQ(waits.pictures(), pictures(1, 0, 150, 1));
    EXPECT_EQ(models.slices(), (std::vector<int>{10, 150}));
}

TEST_F(ModelServiceTest, AFilmThatIsGivenUpBeforeItsTurnIsNeverBegun) {
    publish(1, 1);
    models.gate.close();
    Film first(service, codes(10, 1));
    models.gate.awaitVisitor();
    {
        Film second(service, codes(30, 1));
        second.giveUp();
        EXPECT_THROW(second.pictures(), Cancelled);
    }
    models.gate.open();
    EXPECT_EQ(first.pictures(), pictures(1, 0, 10, 1));
    EXPECT_EQ(Film(service, codes(50, 1)).pictures(), pictures(1, 0, 50, 1));
    EXPECT_EQ(models.slices(), (std::vector<int>{10, 50}));
}

TEST_F(ModelServiceTest, AFilmEndsWithItsModel) {
    EXPECT_EQ(codeOf([&] { Film(service, codes(7, 1)).pictures(); }), "model.none");
    publish(1, 1);
    EXPECT_EQ(codeOf([&] { Film(service, codes(7, 1, 0)).pictures(); }), "");
    DecodeRequest longer{{{1, 2}, {1, 2, 3}}};
    EXPECT_EQ(codeOf([&] { Film(service, longer).pictures(); }), "test.size");
    models.gate.awaitVisitor();  // of the films above
    models.gate.close();
    Film film(service, codes(10, 100));
    models.gate.awaitVisitor();
    publish(2, 5);
    models.gate.open();
    EXPECT_EQ(codeOf([&] { film.pictures(); }), "film.model") << "the other one would draw something else";
    EXPECT_EQ(Film(service, codes(50, 1)).pictures(), pictures(5, 0, 50, 1));
}

TEST_F(ModelServiceTest, AnAnswerIsOfOneStepsWeights) {
    publish(1, 1);
    models.gate.close();
    const uint64_t ticket = service.decode(Lane::Strip, codes(10, 5));
    models.gate.awaitVisitor();
    publish(1, 2);
    models.gate.letOne();
    models.gate.awaitVisitor();
    publish(1, 3);
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Strip, ticket, 3)->pictures, pictures(3, 0, 10, 5)) << "once more, by the newest";
}

TEST_F(ModelServiceTest, AnotherLabelAnswersOnceMoreEachTime) {
    publish(1, 1, conditional());
    const uint64_t pointer = service.decode(Lane::Pointer, codes(7, 1));
    const uint64_t own = service.decode(Lane::Strip, codes(7, 1, 2));
    EXPECT_EQ(answerTo(Lane::Pointer, pointer)->pictures, pictures(1, 0, 7, 1));
    EXPECT_EQ(answerTo(Lane::Strip, own)->pictures, pictures(1, 2, 7, 1));
    const uint64_t encoded = service.encode(Lane::Ends, picture(9));
    answerTo(Lane::Ends, encoded);
    for (const int64_t label : {1, 2, 0, 1}) {
        service.showLabel(label);
        ASSERT_TRUE(until([&] { return service.answer(Lane::Pointer)->pictures == pictures(1, label, 7, 1); }));
        EXPECT_EQ(service.answer(Lane::Pointer)->ticket, pointer);
    }
    settle();
    EXPECT_EQ(service.answer(Lane::Strip)->pictures, pictures(1, 2, 7, 1)) << "its own label, whatever is shown";
    EXPECT_EQ(service.answer(Lane::Ends)->ticket, encoded);
}

TEST_F(ModelServiceTest, AModelThatIsToldNoLabelIsNotAskedAgainForOne) {
    publish(1, 1);
    answerTo(Lane::Pointer, service.decode(Lane::Pointer, codes(7, 1)));
    service.showLabel(2);
    settle();
    EXPECT_EQ(models.slices(), std::vector<int>{7});
}

TEST_F(ModelServiceTest, WhatWasBegunWithAModelThatIsGoneIsBegunAnew) {
    publish(1, 1);
    models.gate.close();
    const uint64_t ticket = service.decode(Lane::Strip, codes(10, 3));
    models.gate.awaitVisitor();
    publish(2, 0);
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Strip, ticket)->pictures, pictures(0, 0, 10, 3));
    EXPECT_EQ(models.builds(), 2);
}

TEST_F(ModelServiceTest, AnswersOfAModelThatIsGoneAreNotRepeatedByAnother) {
    publish(1, 1);
    const uint64_t ticket = service.decode(Lane::Pointer, codes(10, 3));
    const auto first = answerTo(Lane::Pointer, ticket);
    publish(2, 7);
    settle();
    EXPECT_EQ(service.answer(Lane::Pointer), first);
}

TEST_F(ModelServiceTest, ARepetitionThatIsBegunGoesWithItsModel) {
    publish(1, 1);
    const uint64_t ticket = service.decode(Lane::Pointer, codes(10, 100));
    const auto first = answerTo(Lane::Pointer, ticket);
    models.gate.awaitVisitor();  // of the answer above
    models.gate.close();
    publish(1, 2);
    models.gate.awaitVisitor();
    FakeSpec wider;
    wider.dimensions = 5;
    publish(2, 0, wider);
    models.gate.open();
    settle();
    EXPECT_EQ(service.answer(Lane::Pointer), first) << "no error of a model that nobody asked";
}

TEST_F(ModelServiceTest, WeightsThatCannotBeLoadedAreSaidOnceAndTheNextAreTried) {
    FakeSpec broken;
    broken.broken = true;
    publish(1, 1);
    publish(1, 2, broken);
    EXPECT_TRUE(until([&] { return !log.of<event::Warning>().empty(); }));
    EXPECT_EQ(answerTo(Lane::Pointer, service.decode(Lane::Pointer, codes(7, 1)))->error.code, "model.none");
    settle();
    ASSERT_EQ(log.of<event::Warning>().size(), 1u);
    EXPECT_EQ(log.of<event::Warning>()[0].what.code, "test.weights");
    publish(1, 3);
    EXPECT_EQ(answerTo(Lane::Pointer, service.decode(Lane::Pointer, codes(7, 1)))->pictures, pictures(3, 0, 7, 1));
}

TEST_F(ModelServiceTest, ASearchIsToldOnItsWayAndNotWhenItIsRepeated) {
    publish(1, 1, searching());
    models.gate.close();
    const uint64_t ticket = service.encode(Lane::Selection, picture(9));
    models.gate.awaitVisitor();
    models.gate.letOne();
    models.gate.awaitVisitor();
    ASSERT_TRUE(service.answer(Lane::Selection));
    EXPECT_TRUE(service.answer(Lane::Selection)->searching);
    EXPECT_EQ(service.answer(Lane::Selection)->ticket, ticket);
    EXPECT_EQ(service.answer(Lane::Selection)->z, (std::vector<std::vector<float>>{{-1, -1, -1}}));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Selection, ticket)->z, (std::vector<std::vector<float>>{{9, 1, 0}}));
    models.gate.awaitVisitor();  // of the answer above
    models.gate.close();
    publish(1, 2, searching());
    models.gate.awaitVisitor();
    models.gate.letOne();
    models.gate.awaitVisitor();
    EXPECT_FALSE(service.answer(Lane::Selection)->searching) << "who asks once more has seen the way";
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Selection, ticket, 2)->z, (std::vector<std::vector<float>>{{9, 2, 0}}));
}

TEST_F(ModelServiceTest, ProbesAreAnsweredInOrderByOneStepsWeights) {
    publish(1, 5, conditional());
    using Rows = std::vector<std::vector<float>>;
    const auto back = answerTo(Lane::RoundTrip, service.probe(Lane::RoundTrip, probeOf(ProbeKind::RoundTrip, 7, 100)));
    ASSERT_EQ(back->z.size(), 100U);
    for (size_t i = 0; i < 100; ++i) EXPECT_EQ(back->z[i], (std::vector<float>{7.5F + static_cast<float>(i), 5}));
    EXPECT_TRUE(back->pictures.empty() && back->values.empty() && back->sigma.empty());
    EXPECT_EQ(back->weightsStep, 5);

    const auto metric = answerTo(Lane::Metric, service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 20, 90, {2})));
    ASSERT_EQ(metric->values.size(), 90U);
    for (size_t i = 0; i < 90; ++i) EXPECT_EQ(metric->values[i], 50'220 + static_cast<float>(i)) << "one label for all";
    EXPECT_EQ(metric->z, codes(20, 90).z);
    EXPECT_TRUE(metric->pictures.empty() && metric->sigma.empty());

    const auto posterior = answerTo(Lane::Posterior, service.probe(Lane::Posterior, posteriorOf(3, 3, {1, -1, 2})));
    EXPECT_EQ(posterior->z, (Rows{{3, 5}, {4, 5}, {5, 5}}));
    EXPECT_EQ(posterior->sigma, (Rows{{5, 1}, {5, 0}, {5, 2}})) << "a label of their own, or the shown one";
    EXPECT_TRUE(posterior->pictures.empty() && posterior->values.empty());

    EXPECT_EQ(answerTo(Lane::Manifold, service.decode(Lane::Manifold, codes(7, 2)))->pictures, pictures(5, 0, 7, 2));
    service.showLabel(1);
    const auto shown = answerTo(Lane::Metric, service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 20, 1)));
    EXPECT_EQ(shown->values, std::vector<float>{50'120});
}

TEST_F(ModelServiceTest, AProbeThatAModelHasNothingToSayToIsToldSo) {
    FakeSpec without = searching(), points;
    points.variance = false;
    const auto codeOfProbe = [this](ProbeRequest request) {
        const ErrorInfo error = answerTo(Lane::Strip, service.probe(Lane::Strip, std::move(request)))->error;
        EXPECT_EQ(error.sentence().rfind("This model", 0) == 0, error.code.rfind("probe.", 0) == 0) << error.sentence();
        return error.code;
    };
    EXPECT_EQ(codeOfProbe(probeOf(ProbeKind::Metric, 1, 1)), "model.none");
    publish(1, 1, without);
    EXPECT_EQ(codeOfProbe(probeOf(ProbeKind::RoundTrip, 1, 1)), "probe.encoder");
    EXPECT_EQ(codeOfProbe(posteriorOf(1, 1)), "probe.encoder");
    ProbeRequest metric = probeOf(ProbeKind::Metric, 1, 1);
    metric.directions = {{{1, 0, 0}, {0, 0, 1}}};
    EXPECT_EQ(codeOfProbe(metric), "") << "a decoder is there";
    publish(2, 1, points);
    EXPECT_EQ(codeOfProbe(posteriorOf(1, 1)), "probe.variance");
    EXPECT_EQ(codeOfProbe(probeOf(ProbeKind::RoundTrip, 1, 1)), "");
    EXPECT_EQ(codeOfProbe(metric), "test.directions") << "whatever the model says";
    publish(3, 1);
    EXPECT_EQ(codeOfProbe(posteriorOf(1, 0)), "");
    EXPECT_EQ(codeOfProbe(probeOf(ProbeKind::RoundTrip, 1, 0)), "");
    EXPECT_EQ(codeOfProbe(probeOf(ProbeKind::Metric, 1, 0)), "");
}

TEST_F(ModelServiceTest, ThePointerComesBetweenTheSlicesOfProbes) {
    publish(1, 1);
    models.gate.close();
    const uint64_t metric = service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 20, 100));
    models.gate.awaitVisitor();
    const uint64_t manifold = service.decode(Lane::Manifold, codes(50, 1));
    const uint64_t pointer = service.decode(Lane::Pointer, codes(3, 1));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Metric, metric)->values.size(), 100U);
    EXPECT_EQ(answerTo(Lane::Manifold, manifold)->pictures, pictures(1, 0, 50, 1));
    EXPECT_EQ(answerTo(Lane::Pointer, pointer)->pictures, pictures(1, 0, 3, 1));
    const std::vector<int> slices = models.slices();
    ASSERT_GE(slices.size(), 4U);
    EXPECT_EQ(slices[0], 20) << "the first slice is one code";
    EXPECT_EQ(slices[1], 3);
    EXPECT_EQ(slices[2], 50);
    EXPECT_EQ(slices[3], 21) << "and the other goes on where it was";
}

TEST_F(ModelServiceTest, AProbeThatWasNotBegunIsReplacedByANewerOne) {
    publish(1, 1);
    models.gate.close();
    service.decode(Lane::Pointer, codes(1, 1));
    models.gate.awaitVisitor();
    service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 50, 1));
    service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 51, 1));
    const uint64_t last = service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 52, 1));
    models.gate.open();
    EXPECT_EQ(answerTo(Lane::Metric, last)->values, std::vector<float>{10'052});
    EXPECT_EQ(models.slices(), (std::vector<int>{1, 52}));
}

TEST_F(ModelServiceTest, TheLayersAreNotAnsweredOnceMore) {
    publish(1, 1, conditional());
    const std::array<std::pair<Lane, uint64_t>, 4> layers{
        {{Lane::Posterior, service.probe(Lane::Posterior, posteriorOf(30, 1))},
         {Lane::Manifold, service.decode(Lane::Manifold, codes(40, 1))},
         {Lane::RoundTrip, service.probe(Lane::RoundTrip, probeOf(ProbeKind::RoundTrip, 50, 1))},
         {Lane::Metric, service.probe(Lane::Metric, probeOf(ProbeKind::Metric, 60, 1))}}};
    for (const auto& [lane, ticket] : layers) answerTo(lane, ticket, 1);
    const uint64_t strip = service.probe(Lane::Strip, probeOf(ProbeKind::Metric, 70, 1));
    EXPECT_EQ(answerTo(Lane::Strip, strip, 1)->values, std::vector<float>{10'070});
    const size_t before = models.slices().size();
    publish(1, 2, conditional());
    EXPECT_EQ(answerTo(Lane::Strip, strip, 2)->values, std::vector<float>{20'070}) << "another lane's probe is";
    service.showLabel(2);
    ASSERT_TRUE(until([&] { return service.answer(Lane::Strip)->values == std::vector<float>{20'270}; }));
    settle();
    EXPECT_EQ(models.slices().size(), before + 2);
    for (const auto& [lane, ticket] : layers) {
        EXPECT_EQ(service.answer(lane)->ticket, ticket);
        EXPECT_EQ(service.answer(lane)->weightsStep, 1);
    }
    const uint64_t again = service.decode(Lane::Manifold, codes(40, 1));
    EXPECT_EQ(answerTo(Lane::Manifold, again)->pictures, pictures(2, 2, 40, 1)) << "who asks gets the newest";
}

TEST_F(ModelServiceTest, ClosingEndsWhatIsBegunAfterItsSlice) {
    publish(1, 1);
    models.gate.close();
    service.decode(Lane::Strip, codes(10, 100));
    models.gate.awaitVisitor();
    {
        std::jthread closing([this] { service.close(); });
        models.gate.open();
    }
    const uint64_t late = service.decode(Lane::Pointer, codes(7, 1));
    EXPECT_NE(late, 0u);
    EXPECT_EQ(service.answer(Lane::Pointer), nullptr);
    service.close();
}

}  // namespace
}  // namespace zscape
