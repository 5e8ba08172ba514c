#include "tests/engine/session/session_fixture.h"

#include "engine/project/project.h"

namespace zscape {
namespace {

/// What a person named goes with the images, wherever the run lies.
struct SessionSelections : testing::SessionFixture {
    void SetUp() override { begin(); }
    void begin() {
        session.reset();
        log.all.clear();
        Session::Options chosen = options();
        chosen.unsavedFolder = folder / "unsaved";
        session.emplace(chosen);
    }
    std::filesystem::path project() const { return folder / "run.zscape"; }
    bool name(NamedImages selections) {
        return done(session->nameImages(std::make_shared<const NamedImages>(std::move(selections))));
    }
    static NamedImages two() { return {{"Few", "lasso", {1, 5, 9}}, {"Empty", "", {}}}; }
    bool warned(const std::string& code) {
        for (const auto& warning : log.of<event::Warning>())
            if (warning.what.code == code) return true;
        return false;
    }
};

TEST_F(SessionSelections, AreSavedWithTheProjectAtOnce) {
    EXPECT_FALSE(name(two())) << "there are no images yet";
    loadShapes(64);
    EXPECT_TRUE(session->namedImages()->empty());
    ASSERT_TRUE(done(session->save(project())));
    ASSERT_TRUE(name(two())) << lastReason.sentence();
    EXPECT_EQ(*session->namedImages(), two());
    EXPECT_FALSE(session->info()->unsavedWork);
    begin();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(*session->namedImages(), two());
    ASSERT_TRUE(name({two()[1]}));
    ASSERT_TRUE(done(session->save(folder / "copy.zscape")));
    session.reset();
    EXPECT_EQ(Project::open(project()).selections().size(), 1U);
    EXPECT_EQ(Project::open(folder / "copy.zscape").selections().size(), 1U);
}

TEST_F(SessionSelections, WithoutAProjectTheyAreUnsavedWorkAndMoveWithIt) {
    loadShapes(64);
    ASSERT_TRUE(name(two()));
    EXPECT_TRUE(session->info()->unsavedWork) << "nobody has given them a place";
    const auto left = leftUnsaved(folder / "unsaved");
    EXPECT_TRUE(left.empty()) << "this session has it open";
    ASSERT_TRUE(done(session->save(project())));
    EXPECT_FALSE(session->info()->unsavedWork);
    begin();
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(*session->namedImages(), two());
}

TEST_F(SessionSelections, WhatACrashLeavesHasThem) {
    loadShapes(64);
    ASSERT_TRUE(name(two()));
    begin();  // without forgetUnsaved()
    const auto left = leftUnsaved(folder / "unsaved");
    ASSERT_EQ(left.size(), 1U);
    ASSERT_TRUE(done(session->open(left.front())));
    EXPECT_EQ(*session->namedImages(), two());
}

TEST_F(SessionSelections, AreOfTheImagesAndNotOfARun) {
    loadShapes(64);
    ASSERT_TRUE(done(session->save(project())));
    ASSERT_TRUE(name(two()));
    trainToTheEnd(0, 3);
    RunConfig other = small();
    other.overrides["beta"] = 4.0;
    ASSERT_TRUE(done(session->configure(other)));
    EXPECT_EQ(*session->namedImages(), two());
    ASSERT_TRUE(done(session->show({.run = 1})));
    EXPECT_EQ(*session->namedImages(), two());
    // The same files, imported otherwise.
    ImportRequest again = shapes(64);
    again.settings.labels = "none";
    ASSERT_TRUE(done(session->load(again)));
    EXPECT_EQ(*session->namedImages(), two());
    EXPECT_TRUE(session->info()->unsavedWork) << "of a project that is not there yet";
    ASSERT_TRUE(done(session->load(shapes(65))));
    EXPECT_TRUE(session->namedImages()->empty()) << "other images";
    ASSERT_TRUE(done(session->clear()));
    EXPECT_TRUE(session->namedImages()->empty());
}

TEST_F(SessionSelections, ImagesThatAreGoneAreCountedAndKept) {
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(greyPhotos(folder / "photos", 8)))) << lastReason.sentence();
    ASSERT_TRUE(name({{"Some", "", {2, 3}}}));
    ASSERT_TRUE(done(session->save(project())));
    begin();
    std::filesystem::rename(folder / "photos" / "p3.png", folder / "p3.png");
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(*session->namedImages(), (NamedImages{{"Some", "", {2}, {"p3.png"}}}));
    EXPECT_TRUE(warned("selection.gone"));
    NamedImages renamed = *session->namedImages();
    renamed[0].name = "Renamed";
    ASSERT_TRUE(name(renamed));
    begin();
    std::filesystem::rename(folder / "p3.png", folder / "photos" / "p3.png");
    ASSERT_TRUE(done(session->open(project())));
    EXPECT_EQ(*session->namedImages(), (NamedImages{{"Renamed", "", {2, 3}}}));
}

TEST_F(SessionSelections, WhatIsNoImageIsRefusedAndWhatCannotBeSavedIsSaid) {
    loadShapes(64);
    EXPECT_FALSE(name({{"bad", "", {64}}}));
    EXPECT_EQ(lastReason.code, "selection.image");
    EXPECT_TRUE(session->namedImages()->empty());
    ASSERT_TRUE(done(session->save(project())));
    std::filesystem::rename(project(), folder / "moved.zscape");
    std::filesystem::create_directories(project() / "something else");
    ASSERT_TRUE(name(two()));
    EXPECT_EQ(*session->namedImages(), two());
    EXPECT_TRUE(warned("selection.unsaved"));
    ASSERT_TRUE(done(session->save(folder / "again.zscape")));
    session.reset();
    EXPECT_EQ(Project::open(folder / "again.zscape").selections().size(), 2U) << "the next save has them";
}

}  // namespace
}  // namespace zscape
