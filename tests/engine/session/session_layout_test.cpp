#include "tests/engine/session/session_fixture.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace zscape {
namespace {

LayoutRequest mapOf(LayoutKind kind, int iterations = 0) {
    LayoutRequest request;
    request.settings.kind = kind;
    request.settings.iterations = iterations;
    return request;
}

struct SessionLayout : testing::SessionFixture {
    bool untilLayout(LayoutPhase phase) {
        return until([this, phase] { return session->layout() && session->layout()->phase == phase; });
    }
    std::vector<float> placeOf(std::vector<std::vector<float>> codes) {
        const uint64_t ticket = session->placeOnLayout(std::move(codes));
        EXPECT_TRUE(until([&] { return session->placed() && session->placed()->ticket == ticket; }));
        return session->placed()->xy;
    }
    std::vector<float> codeOf(int64_t image) const {
        const auto codes = session->codes();
        const float* code = codes->codeOf(image);
        return {code, code + codes->dimensions};
    }
    /// The first image of whose code there is no second one: some sprites are equal.
    int64_t imageUnlikeAll() const {
        std::map<std::vector<float>, int64_t> images;
        const auto codes = session->codes();
        for (int64_t image = 0; image < codes->count; ++image) ++images[codeOf(image)];
        for (int64_t image = 0; image < codes->count; ++image)
            if (images[codeOf(image)] == 1) return image;
        ADD_FAILURE() << "all images are equal";
        return 0;
    }
};

TEST_F(SessionLayout, CodesAreLaidOutByEachMethodAndPlacedOnIt) {
    EXPECT_EQ(session->layout(), nullptr);
    loadShapes(400);
    session->wantCodes(true);
    for (const LayoutKind kind : {LayoutKind::Tsne, LayoutKind::Umap}) {
        session->layOut(mapOf(kind));
        ASSERT_TRUE(until([&] {
            const auto shown = session->layout();
            return shown && shown->request.settings.kind == kind && shown->phase == LayoutPhase::Finished;
        })) << layoutName(kind);
        const auto shown = session->layout();
        EXPECT_EQ(shown->layout->settings.kind, kind);
        EXPECT_EQ(shown->layout->decodable, Decodable::ByNeighbours);
        EXPECT_EQ(shown->total, kind == LayoutKind::Tsne ? 750 : 500);
        EXPECT_EQ(shown->layout->images(), 400);
        EXPECT_EQ(shown->images->size(), 400u);
        EXPECT_TRUE(shown->loss);
        EXPECT_TRUE(std::all_of(shown->layout->xy.begin(), shown->layout->xy.end(),
                                [](float value) { return std::isfinite(value); }));
        const auto image = static_cast<size_t>(imageUnlikeAll());
        EXPECT_EQ(placeOf({codeOf(static_cast<int64_t>(image))}),
                  (std::vector<float>{shown->layout->xy[2 * image], shown->layout->xy[2 * image + 1]}));
    }
    session->extendLayout(250);
    ASSERT_TRUE(until([&] { return session->layout()->iteration == 750; }));
    session->leaveLayout();
    ASSERT_TRUE(until([&] { return session->layout() == nullptr; }));
    LayoutRequest some = mapOf(LayoutKind::Tsne, 50);
    some.images = 100;
    session->layOut(some);
    ASSERT_TRUE(until([&] {
        const auto shown = session->layout();
        return shown && shown->phase == LayoutPhase::Finished && shown->layout->images() == 100;
    }));
    EXPECT_EQ((*session->layout()->images)[1], 4);
}

TEST_F(SessionLayout, AMapFollowsATrainingToItsEnd) {
    loadShapes(1280);
    session->wantCodes(true);
    session->layOut(mapOf(LayoutKind::Umap, 60));
    ASSERT_TRUE(untilLayout(LayoutPhase::Finished));
    EXPECT_EQ(session->layout()->layout->step, 0);
    ASSERT_TRUE(done(session->train(200)));
    ASSERT_TRUE(until([&] { return session->layout()->layout->step > 0; })) << "while it trains";
    EXPECT_EQ(session->state(), RunState::Running);
    ASSERT_TRUE(done(session->stop()));
    ASSERT_TRUE(untilState(RunState::Finished));
    const int64_t last = session->info()->step;
    ASSERT_TRUE(until([&] {
        const auto shown = session->layout();
        return shown->layout->step == last && shown->phase == LayoutPhase::Finished;
    })) << "and once more when it has ended";
    EXPECT_EQ(session->layout()->layout->images(), 1280);
}

TEST_F(SessionLayout, OtherImagesAndOtherModelsBeginItAnew) {
    loadShapes(300);
    session->wantCodes(true);
    session->layOut(mapOf(LayoutKind::Tsne, 40));
    ASSERT_TRUE(untilLayout(LayoutPhase::Finished));
    ASSERT_TRUE(done(session->load(shapes(200))));
    ASSERT_TRUE(until([&] {
        const auto shown = session->layout();
        return shown->layout && shown->layout->images() == 200 && shown->phase == LayoutPhase::Finished;
    }));
    const auto before = session->layout()->layout;
    RunConfig other = small();
    other.overrides["latent_dimensions"] = int64_t{5};
    ASSERT_TRUE(done(session->configure(other)));
    ASSERT_TRUE(until([&] {
        const auto shown = session->layout();
        return shown->layout && shown->layout != before && shown->phase == LayoutPhase::Finished;
    }));
    EXPECT_EQ(placeOf({codeOf(3)}).size(), 2u) << "of five numbers now";
    ASSERT_TRUE(done(session->clear()));
    ASSERT_TRUE(untilLayout(LayoutPhase::Waiting));
    EXPECT_EQ(session->layout()->layout, nullptr);
}

TEST_F(SessionLayout, WhatCannotBeLaidOutIsSaid) {
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(greyPhotos(folder / "two", 2)))) << lastReason.sentence();
    session->wantCodes(true);
    session->layOut(mapOf(LayoutKind::Tsne));
    ASSERT_TRUE(untilLayout(LayoutPhase::Failed));
    EXPECT_EQ(session->layout()->reason.code, "layout.few");
    ASSERT_TRUE(done(session->load(shapes(300))));
    ASSERT_TRUE(untilLayout(LayoutPhase::Finished)) << "with other images it is tried again";
    const auto there = session->layout()->layout;
    LayoutRequest wrong = mapOf(LayoutKind::Tsne);
    wrong.settings.exaggeration = 1000;
    session->layOut(wrong);
    ASSERT_TRUE(untilLayout(LayoutPhase::Failed));
    EXPECT_EQ(session->layout()->reason.code, "setting.exaggeration");
    EXPECT_EQ(session->layout()->layout, there) << "the map that was there stays";
}

TEST_F(SessionLayout, ASessionMayEndWhileAMapIsMade) {
    for (int round = 0; round < 3; ++round) {
        restart();
        loadShapes(1280);
        session->wantCodes(true);
        session->layOut(mapOf(LayoutKind::Tsne));
        ASSERT_TRUE(until([&] { return session->layout() && session->layout()->phase >= LayoutPhase::Preparing; }));
    }
}

}  // namespace
}  // namespace zscape
