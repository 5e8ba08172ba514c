#include "engine/core/channel_colours.h"
#include "tests/engine/session/session_fixture.h"

#include <algorithm>
#include <set>
#include <cmath>

namespace zscape {
namespace {

struct SessionExplore : testing::SessionFixture {
    std::shared_ptr<const ServiceAnswer> answerTo(Lane lane, uint64_t ticket) {
        EXPECT_TRUE(until([&] {
            return session->answer(lane) && session->answer(lane)->ticket == ticket &&
                   !session->answer(lane)->searching;
        }));
        return session->answer(lane);
    }
    bool allCodesAt(int64_t step) {
        const auto codes = session->codes();
        return codes && codes->encoded == codes->count && codes->oldestStep == step && codes->newestStep == step;
    }
};

TEST_F(SessionExplore, CodesAreBroughtUpToDateAtRest) {
    loadShapes(2500);  // three chunks
    EXPECT_EQ(session->codes()->encoded, 0) << "nobody has asked";
    session->wantCodes(true);
    ASSERT_TRUE(until([this] { return allCodesAt(0); }));
    const auto untrained = session->codes();
    EXPECT_EQ(untrained->dimensions, 2);
    EXPECT_EQ(untrained->count, 2500);
    ASSERT_NE(untrained->codeOf(2499), nullptr);
    EXPECT_TRUE(std::isfinite(untrained->codeOf(2499)[1]));
    trainToTheEnd(1, 0);
    const int64_t step = session->info()->step;
    ASSERT_TRUE(until([&] { return allCodesAt(step); }));
    EXPECT_NE(untrained->codeOf(0)[0], session->codes()->codeOf(0)[0]);
}

TEST_F(SessionExplore, WhatAModelDrawsIsShownInTheColoursOfItsImages) {
    // Six pictures of two channels.
    ImportRequest stack{{ZSCAPE_SOURCE_DIR "/tests/engine/data/files/hyperstack.tif"}, {}};
    for (const char* colours : {"blue,orange", "cyan,#102030"}) {
        stack.settings.colours = channelColoursFrom(colours);
        ASSERT_TRUE(done(session->configure(small()))) << lastReason.sentence();
        ASSERT_TRUE(done(session->load(stack))) << lastReason.sentence();
        EXPECT_EQ(session->images()->picture(0).colours, stack.settings.colours);
        EXPECT_EQ(session->importSettings()->colours, stack.settings.colours);
        const auto drawn = answerTo(Lane::Pointer, session->decode(Lane::Pointer, {{{0.5f, -1}}}));
        ASSERT_EQ(drawn->pictures.size(), 1u);
        EXPECT_EQ(drawn->pictures[0].channels, 2);
        EXPECT_EQ(drawn->pictures[0].colours, stack.settings.colours);
        ASSERT_TRUE(until([this] { return session->reconstructions() != nullptr; }));
        EXPECT_EQ(session->reconstructions()->inputs[0].colours, stack.settings.colours);
        EXPECT_EQ(session->reconstructions()->outputs[0].colours, stack.settings.colours);
    }
}

TEST_F(SessionExplore, DecodesAndIsAnsweredAgainByNewerWeights) {
    loadShapes();
    const uint64_t ticket = session->decode(Lane::Pointer, {{{0.5f, -1}}});
    const auto first = answerTo(Lane::Pointer, ticket);
    EXPECT_EQ(first->weightsStep, 0);
    ASSERT_EQ(first->pictures.size(), 1u);
    EXPECT_EQ(first->pictures[0].width, 16);
    EXPECT_EQ(first->pictures[0].channels, 1);
    EXPECT_EQ(first->z, (std::vector<std::vector<float>>{{0.5f, -1}}));
    trainToTheEnd(1, 0);
    ASSERT_TRUE(until([&] { return session->answer(Lane::Pointer)->weightsStep > 0; }));
    const auto second = session->answer(Lane::Pointer);
    EXPECT_EQ(second->ticket, ticket);
    EXPECT_NE(second->pictures[0], first->pictures[0]);
    const uint64_t last = session->decode(Lane::Pointer, {{{0.5f, -1}}});
    EXPECT_EQ(answerTo(Lane::Pointer, last)->weightsStep, session->info()->step)
        << "at rest the weights are the newest";
    EXPECT_GT(session->pointerLatency().first, 0);
    EXPECT_GE(session->pointerLatency().second, session->pointerLatency().first);
}

TEST_F(SessionExplore, AConditionalModelDecodesWithTheShownLabelOrTheRequests) {
    RunConfig config = small();
    config.recipe = "cvae";
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes()))) << lastReason.sentence();
    const uint64_t ticket = session->decode(Lane::Pointer, {{{0.5f, -1}}});
    const auto first = answerTo(Lane::Pointer, ticket);
    const uint64_t own = session->decode(Lane::Selection, {{{0.5f, -1}}, 2});
    const auto ofLabel = answerTo(Lane::Selection, own);
    EXPECT_NE(ofLabel->pictures.at(0), first->pictures.at(0));
    session->showLabel(2);
    ASSERT_TRUE(until([&] { return session->answer(Lane::Pointer) != first; })) << "another label answers once more";
    EXPECT_EQ(session->answer(Lane::Pointer)->ticket, ticket);
    EXPECT_EQ(session->answer(Lane::Pointer)->pictures.at(0), ofLabel->pictures.at(0));
    // And at rest, where no newer weights come, as often as somebody shows another one.
    for (const int64_t label : {0, 2, 0}) {
        session->showLabel(label);
        const Picture& expected = (label == 0 ? first : ofLabel)->pictures.at(0);
        ASSERT_TRUE(until([&] { return session->answer(Lane::Pointer)->pictures.at(0) == expected; }))
            << "label " << label;
        EXPECT_EQ(session->answer(Lane::Pointer)->ticket, ticket);
    }
}

TEST_F(SessionExplore, EveryFileIsAnsweredThoughOthersFollow) {
    RunConfig config = small();
    config.recipe = "glo";
    config.threads = 1;
    config.overrides["encode_steps"] = int64_t{200};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(400)))) << lastReason.sentence();
    std::vector<uint64_t> tickets;
    for (int64_t i = 0; i < 6; ++i)
        tickets.push_back(session->encode(Lane::Files, {{session->images()->picture(60 * i)}}));
    ASSERT_TRUE(until([&] {
        return std::all_of(tickets.begin(), tickets.end(), [&](uint64_t ticket) {
            return session->fileAnswer(ticket) && !session->fileAnswer(ticket)->searching;
        });
    }));
    for (size_t i = 0; i < tickets.size(); ++i) {
        // Each has the code of its own picture.
        const auto alone =
            answerTo(Lane::Selection,
                     session->encode(Lane::Selection, {{session->images()->picture(60 * static_cast<int64_t>(i))}}));
        EXPECT_EQ(session->fileAnswer(tickets[i])->ticket, tickets[i]);
        EXPECT_EQ(session->fileAnswer(tickets[i])->z, alone->z) << i;
    }
    EXPECT_EQ(session->fileAnswer(12345), nullptr);
}

TEST_F(SessionExplore, ASearchThatIsBegunIsAnsweredThoughItsLaneIsAskedAgainAndAgain) {
    RunConfig config = small();
    config.recipe = "glo";
    config.threads = 1;
    config.overrides["encode_steps"] = int64_t{400};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(400)))) << lastReason.sentence();
    const Picture picture = session->images()->picture(3);
    // As the path's ends are while a run's weights move: before each answer there is a newer question.
    uint64_t newest = session->encode(Lane::Ends, {{picture}});
    std::shared_ptr<const ServiceAnswer> answer;
    ASSERT_TRUE(until([&] {
        newest = session->encode(Lane::Ends, {{picture}});
        answer = session->answer(Lane::Ends);
        return answer && !answer->searching;
    }));
    EXPECT_LT(answer->ticket, newest);
    EXPECT_EQ(answer->z.size(), 1u);
    EXPECT_EQ(answerTo(Lane::Ends, newest)->z, answer->z) << "and the newest in the end";
}

TEST_F(SessionExplore, AConditionalModelNeedsLabels) {
    RunConfig config = small();
    config.recipe = "cvae";
    ASSERT_TRUE(done(session->load(greyPhotos(folder / "photos", 20)))) << lastReason.sentence();
    EXPECT_FALSE(done(session->configure(config)));
    EXPECT_EQ(lastReason.code, "model.labels");
}

TEST_F(SessionExplore, EncodesTheSameCodesAsThePlane) {
    loadShapes();
    trainToTheEnd(1, 0);
    session->wantCodes(true);
    const int64_t step = session->info()->step;
    ASSERT_TRUE(until([&] { return allCodesAt(step); }));
    const uint64_t ticket =
        session->encode(Lane::Selection, {{session->images()->picture(3), session->images()->picture(700)}});
    const auto answer = answerTo(Lane::Selection, ticket);
    ASSERT_EQ(answer->z.size(), 2u);
    for (int d = 0; d < 2; ++d) {
        EXPECT_NEAR(answer->z[0][static_cast<size_t>(d)], session->codes()->codeOf(3)[d], 1e-4);
        EXPECT_NEAR(answer->z[1][static_cast<size_t>(d)], session->codes()->codeOf(700)[d], 1e-4);
    }
}

TEST_F(SessionExplore, WithoutAnEncoderCodesComeFromTheTableOrBySearch) {
    RunConfig config = small();
    config.recipe = "glo";
    config.threads = 1;
    config.overrides["latent_dimensions"] = int64_t{3};
    config.overrides["encode_steps"] = int64_t{20};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(400)))) << lastReason.sentence();
    trainToTheEnd(2, 0);
    session->wantCodes(true);
    const int64_t step = session->info()->step;
    ASSERT_TRUE(until([&] { return allCodesAt(step); }));
    const int64_t unseen = session->split()->heldOut.front();
    const Picture picture = session->images()->picture(unseen);
    const auto answer = answerTo(Lane::Selection, session->encode(Lane::Selection, {{picture, picture}}));
    ASSERT_TRUE(answer->error.code.empty()) << answer->error.sentence();
    ASSERT_EQ(answer->z.size(), 2u);
    for (int d = 0; d < 3; ++d) {
        EXPECT_NEAR(answer->z[0][static_cast<size_t>(d)], session->codes()->codeOf(unseen)[d], 0.02);
        EXPECT_NEAR(answer->z[1][static_cast<size_t>(d)], session->codes()->codeOf(unseen)[d], 0.02);
    }
}

TEST_F(SessionExplore, WalksInSlicesWithBothEnds) {
    loadShapes(300);
    const uint64_t ticket = session->walk(Lane::Strip, {-1, 0}, {1, 2}, 33, PathKind::Slerp);
    const auto answer = answerTo(Lane::Strip, ticket);
    EXPECT_TRUE(answer->error.code.empty()) << answer->error.sentence();
    ASSERT_EQ(answer->pictures.size(), 33u);
    EXPECT_EQ(answer->z.front(), (std::vector<float>{-1, 0}));
    EXPECT_EQ(answer->z.back(), (std::vector<float>{1, 2}));
}

TEST_F(SessionExplore, RequestsThatCannotBeAnsweredSayWhy) {
    const uint64_t early = session->decode(Lane::Pointer, {{{0, 0}}});
    EXPECT_EQ(answerTo(Lane::Pointer, early)->error.code, "model.none");
    loadShapes(300);
    const uint64_t wrong = session->decode(Lane::Pointer, {{{1, 2, 3}}});
    EXPECT_EQ(answerTo(Lane::Pointer, wrong)->error.code, "decode.size");
    const uint64_t ends = session->walk(Lane::Strip, {1}, {1, 2}, 5, PathKind::Linear);
    EXPECT_EQ(answerTo(Lane::Strip, ends)->error.code, "decode.size");
    const uint64_t none = session->encode(Lane::Selection, {{Picture()}});
    EXPECT_EQ(answerTo(Lane::Selection, none)->error.code, "picture.empty");
}

TEST_F(SessionExplore, ProbesSayWhatTheModelDoesWithCodesAndPictures) {
    loadShapes(300);
    trainToTheEnd(1, 0);
    const std::vector<std::vector<float>> codes{{0, 0}, {1, -0.5F}, {-1, 2}};
    const auto probe = [this](Lane lane, ProbeRequest request) {
        return answerTo(lane, session->probe(lane, std::move(request)));
    };
    const int64_t step = session->info()->step;
    // The last step's weights come after a question, and the layers' lanes are not answered once more by them.
    const uint64_t first = session->decode(Lane::Strip, {codes});
    ASSERT_TRUE(until([&] {
        const auto answer = session->answer(Lane::Strip);
        return answer && answer->ticket == first && answer->weightsStep == step;
    }));
    const auto back = probe(Lane::RoundTrip, {.kind = ProbeKind::RoundTrip, .z = codes});
    ASSERT_TRUE(back->error.code.empty()) << back->error.sentence();
    const auto decoded = answerTo(Lane::Manifold, session->decode(Lane::Manifold, {codes}));
    const auto encoded = answerTo(Lane::Ends, session->encode(Lane::Ends, {decoded->pictures}));
    ASSERT_EQ(back->z.size(), 3U);
    for (size_t code = 0; code < 3; ++code)
        for (size_t d = 0; d < 2; ++d) EXPECT_NEAR(back->z[code][d], encoded->z[code][d], 0.02);

    const auto metric = probe(Lane::Metric, {.kind = ProbeKind::Metric, .z = codes, .directions = {{{1, 0}, {0, 1}}}});
    ASSERT_TRUE(metric->error.code.empty()) << metric->error.sentence();
    ASSERT_EQ(metric->values.size(), 3U);
    for (const float value : metric->values) {
        EXPECT_GT(value, -13.8F);
        EXPECT_LT(value, std::log(256.0F));
    }
    EXPECT_EQ(probe(Lane::Metric, {.kind = ProbeKind::Metric, .z = codes})->error.code, "probe.directions");
    EXPECT_EQ(probe(Lane::RoundTrip, {.kind = ProbeKind::RoundTrip, .z = {{1, 2, 3}}})->error.code, "decode.size");

    const std::vector<Picture> pictures{session->images()->picture(3), session->images()->picture(120)};
    const auto posterior = probe(Lane::Posterior, {.kind = ProbeKind::Posterior, .pictures = pictures});
    ASSERT_TRUE(posterior->error.code.empty()) << posterior->error.sentence();
    const auto mu = answerTo(Lane::Ends, session->encode(Lane::Ends, {pictures}))->z;
    ASSERT_EQ(posterior->sigma.size(), 2U);
    for (size_t i = 0; i < 2; ++i)
        for (size_t d = 0; d < 2; ++d) {
            EXPECT_NEAR(posterior->z.at(i).at(d), mu.at(i).at(d), 1e-5);
            EXPECT_GT(posterior->sigma[i].at(d), 0);
            EXPECT_LT(posterior->sigma[i].at(d), 2);
        }
}

TEST_F(SessionExplore, AModelWithoutEncoderOrVarianceSaysSo) {
    loadShapes(300);
    const auto refusal = [this](ProbeKind kind) {
        ProbeRequest request;
        request.kind = kind;
        request.z = {{0, 0}};
        request.directions = {{{1, 0}, {0, 1}}};
        request.pictures = {session->images()->picture(3)};
        return answerTo(Lane::RoundTrip, session->probe(Lane::RoundTrip, request))->error.code;
    };
    RunConfig config = small();
    config.overrides["latent_dimensions"] = int64_t{2};
    config.recipe = "ae";
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    EXPECT_EQ(refusal(ProbeKind::RoundTrip), "");
    EXPECT_EQ(refusal(ProbeKind::Posterior), "probe.variance");
    config.recipe = "glo";
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    EXPECT_EQ(refusal(ProbeKind::RoundTrip), "probe.encoder");
    EXPECT_EQ(refusal(ProbeKind::Posterior), "probe.encoder");
    EXPECT_EQ(refusal(ProbeKind::Metric), "");
}

TEST_F(SessionExplore, AnotherModelAnswersAfterConfigure) {
    loadShapes(300);
    RunConfig config = small();
    config.overrides["latent_dimensions"] = int64_t{5};
    ASSERT_TRUE(done(session->configure(config)));
    EXPECT_EQ(session->info()->latentDimensions, 5);
    const uint64_t ticket = session->decode(Lane::Pointer, {{{1, 2, 3, 4, 5}}});
    EXPECT_EQ(answerTo(Lane::Pointer, ticket)->error.code, "");
}

TEST_F(SessionExplore, ReconstructionsFollowTraining) {
    loadShapes();
    ASSERT_TRUE(until([this] { return session->reconstructions() != nullptr; }));
    const auto first = session->reconstructions();
    EXPECT_EQ(first->step, 0);
    ASSERT_FALSE(first->indices.empty());
    const std::vector<int64_t>& heldOut = session->split()->heldOut;
    const size_t labels = session->images()->labelNames().size();
    ASSERT_GT(labels, 1U);
    ASSERT_GE(first->indices.size(), labels);
    std::set<int64_t> seen;
    for (size_t i = 0; i < labels; ++i) {
        EXPECT_EQ(std::count(heldOut.begin(), heldOut.end(), first->indices[i]), 1);
        seen.insert(session->images()->labelOf(first->indices[i]));
    }
    EXPECT_EQ(seen.size(), labels) << "each label has its turn before one has a second";
    EXPECT_EQ(std::set<int64_t>(first->indices.begin(), first->indices.end()).size(), first->indices.size());
    EXPECT_EQ(first->inputs[0], session->images()->picture(first->indices[0]));
    session->followReconstructions({7, 9});
    ASSERT_TRUE(until([this] { return session->reconstructions()->indices == std::vector<int64_t>{7, 9}; }));
    trainToTheEnd(2, 0);
    const int64_t step = session->info()->step;
    ASSERT_TRUE(until([&] { return session->reconstructions()->step == step; }));
    const auto last = session->reconstructions();
    ASSERT_EQ(last->psnr.size(), 2u);
    EXPECT_GT(last->psnr[0], 1);
    EXPECT_EQ(last->outputs[1].width, 16);
}

TEST_F(SessionExplore, ReconstructionsAreOfTheMeanOrOfADraw) {
    loadShapes();
    const auto seen = [this] { return session->reconstructions(); };
    ASSERT_TRUE(until([&] { return seen() != nullptr; }));
    const auto mean = seen();
    EXPECT_TRUE(mean->drawable);
    EXPECT_EQ(mean->draw, 0u);
    session->drawReconstructions(3);
    ASSERT_TRUE(until([&] { return seen()->draw == 3; }));
    const auto third = seen();
    EXPECT_EQ(third->inputs, mean->inputs);
    EXPECT_NE(third->outputs, mean->outputs);
    session->drawReconstructions(4);
    ASSERT_TRUE(until([&] { return seen()->draw == 4; }));
    EXPECT_NE(seen()->outputs, third->outputs);
    session->drawReconstructions(3);
    ASSERT_TRUE(until([&] { return seen()->draw == 3; }));
    EXPECT_EQ(seen()->outputs, third->outputs) << "the same noise";
    session->drawReconstructions(0);
    ASSERT_TRUE(until([&] { return seen()->draw == 0; }));
    EXPECT_EQ(seen()->outputs, mean->outputs);
}

TEST_F(SessionExplore, CodesWithoutAnEncoderAreShownWhileTheyTrain) {
    RunConfig config = small();
    config.recipe = "glo";
    config.threads = 1;
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(400)))) << lastReason.sentence();
    session->wantCodes(true);
    ASSERT_TRUE(done(session->train(0, 1'000'000)));
    const int64_t trained = std::ssize(session->split()->train);
    // Those that train have a code of a late step, and nobody has stopped for it.
    ASSERT_TRUE(until([&] {
        const auto codes = session->codes();
        return codes && codes->newestStep > 50 && codes->encoded >= trained;
    }));
    EXPECT_EQ(session->state(), RunState::Running);
    ASSERT_TRUE(done(session->stop()));
}

TEST_F(SessionExplore, SoManyImagesAreFollowedAndNoMore) {
    loadShapes();
    std::vector<int64_t> all(1280);
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<int64_t>(i);
    session->followReconstructions(all);
    constexpr size_t kMost = ReconstructionsSnapshot::kMostFollowed;
    ASSERT_TRUE(
        until([&] { return session->reconstructions() && session->reconstructions()->indices.size() == kMost; }));
    EXPECT_EQ(session->reconstructions()->indices.back(), static_cast<int64_t>(kMost) - 1);
    ASSERT_EQ(log.of<event::Warning>().size(), 1u);
    EXPECT_EQ(log.of<event::Warning>()[0].what.sentence(),
              "1280 images are too many to follow at each step: the first 256 are.");
}

TEST_F(SessionExplore, ReconstructionsComeWithEveryLabelOnDemand) {
    RunConfig config = small();
    config.recipe = "cvae";
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes()))) << lastReason.sentence();
    session->followReconstructions({7, 9});
    ASSERT_TRUE(
        until([this] { return session->reconstructions() && session->reconstructions()->indices.size() == 2; }));
    EXPECT_TRUE(session->reconstructions()->swapped.empty()) << "nobody asked";
    session->swapLabels(true);
    ASSERT_TRUE(until([this] { return !session->reconstructions()->swapped.empty(); }));
    const auto seen = session->reconstructions();
    const auto images = session->images();
    ASSERT_EQ(seen->swapped.size(), images->labelNames().size());
    for (size_t image = 0; image < 2; ++image) {
        const auto own = static_cast<size_t>(images->labelOf(seen->indices[image]));
        for (size_t label = 0; label < seen->swapped.size(); ++label) {
            ASSERT_EQ(seen->swapped[label].size(), 2u);
            EXPECT_EQ(seen->swapped[label][image] == seen->outputs[image], label == own)
                << image << " with label " << label;
        }
    }
    session->swapLabels(false);
    ASSERT_TRUE(until([this] { return session->reconstructions()->swapped.empty(); }));
}

TEST_F(SessionExplore, AModelThatReadsNoLabelsHasNoneToSwap) {
    loadShapes();
    session->swapLabels(true);
    session->followReconstructions({7, 9});
    ASSERT_TRUE(
        until([this] { return session->reconstructions() && session->reconstructions()->indices.size() == 2; }));
    EXPECT_TRUE(session->reconstructions()->swapped.empty());
}

TEST_F(SessionExplore, LookingOnChangesNoBitOfTraining) {
    loadShapes(1500);
    trainToTheEnd(3, 0);
    const auto alone = totals();
    const double heldOut = session->metrics()->heldOut.at(2, 3);
    restart();
    loadShapes(1500);
    session->wantCodes(true);
    session->followReconstructions({1, 2, 3});
    ASSERT_TRUE(done(session->train(3, 0)));
    uint64_t asked = 0;
    ASSERT_TRUE(until([this, &asked] {
        session->decode(Lane::Pointer, {{{0.01f * static_cast<float>(++asked % 100), 0}}});
        session->walk(Lane::Strip, {0, 0}, {1, 1}, 9, PathKind::Linear);
        (void)session->reconstructions();
        return session->state() == RunState::Finished;
    }));
    EXPECT_GT(asked, 1u);
    EXPECT_EQ(totals(), alone);
    EXPECT_EQ(session->metrics()->heldOut.at(2, 3), heldOut);
}

TEST_F(SessionExplore, ThePrincipalPlaneIsThereWhenAsked) {
    RunConfig config = small();
    config.overrides["latent_dimensions"] = int64_t{6};
    ASSERT_TRUE(done(session->configure(config)));
    ASSERT_TRUE(done(session->load(shapes(600))));
    EXPECT_EQ(session->principalPlane(), nullptr);
    session->wantCodes(true);
    ASSERT_TRUE(until([this] { return session->principalPlane() != nullptr; }));
    const auto plane = session->principalPlane();
    EXPECT_EQ(plane->kind, PlaneBasis::Kind::Pca);
    ASSERT_EQ(plane->axes[0].size(), 6u);
    double length = 0, across = 0;
    for (size_t d = 0; d < 6; ++d) {
        length += double{plane->axes[0][d]} * double{plane->axes[0][d]};
        across += double{plane->axes[0][d]} * double{plane->axes[1][d]};
    }
    EXPECT_NEAR(length, 1, 1e-5);
    EXPECT_NEAR(across, 0, 1e-5);
    EXPECT_GE(plane->explained[0], plane->explained[1]);
}

}  // namespace
}  // namespace zscape
