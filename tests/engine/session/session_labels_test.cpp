#include "tests/engine/session/session_fixture.h"

#include <algorithm>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// A run that is told labels, on folders of classes that have brightnesses of their own.
struct SessionLabels : testing::SessionFixture {
    static void addClass(const fs::path& parent, const std::string& name, int grey, int count = 12) {
        fs::create_directories(parent / name);
        for (int i = 0; i < count; ++i)
            writePng(parent / name / ("p" + std::to_string(i) + ".png"),
                     Picture{16, 16, 1, std::vector<uint8_t>(256, static_cast<uint8_t>(grey + 3 * i))});
    }
    static ImportRequest all(const fs::path& source) {
        ImportRequest request;
        request.sources = {source.string()};
        request.settings.size = 16;
        request.settings.channels = 1;
        return request;
    }
    static RunConfig conditional() {
        RunConfig config = small();
        config.recipe = "cvae";
        config.overrides["batch_size"] = int64_t{8};
        return config;
    }
    void threeClasses() {
        addClass(root, "bee", 40);
        addClass(root, "cow", 110);
        addClass(root, "dog", 180);
    }
    void train(const RunConfig& config) {
        ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
        ASSERT_TRUE(done(session->load(all(root)))) << lastReason.sentence();
        trainToTheEnd();
    }
    std::vector<ErrorInfo> warned(const std::string& code) {
        std::vector<ErrorInfo> said;
        for (const auto& warning : log.of<event::Warning>())
            if (warning.what.code == code) said.push_back(warning.what);
        return said;
    }
    double lastHeldOut() const {
        const auto metrics = session->metrics();
        return metrics->heldOut.at(metrics->heldOut.size() - 1, RunMetrics::kFixedColumns);
    }
    const fs::path root = folder / "classes", project = folder / "a.zscape";
};

TEST_F(SessionLabels, HeldOutFoldersAreMeasuredByTheNamesOfTheirClasses) {
    threeClasses();
    RunConfig config = conditional();
    for (const char* part : {"some", "with-a-stranger"}) {
        addClass(folder / part, "cow", 111);
        addClass(folder / part, "dog", 181);
    }
    addClass(folder / "with-a-stranger", "ape", 20);  // comes first, so that every number is another
    config.heldOutSources = {(folder / "some").string()};
    train(config);
    const double ofSome = lastHeldOut();
    EXPECT_TRUE(warned("label.unmeasured").empty());
    restart();
    config.heldOutSources = {(folder / "with-a-stranger").string()};
    train(config);
    const auto said = warned("label.unmeasured");
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].sentence(),
              "12 of 36 images are not measured, for this model is told each picture's label: 1 label that the run "
              "does not know: ape (12 images).");
    EXPECT_EQ(lastHeldOut(), ofSome) << "the stranger is left out, and the others keep their labels";
    // At rest the same side in slices, and as many.
    session->measureSide(Side::HeldOut);
    ASSERT_TRUE(until([this] { return session->sideMeasured() && session->sideMeasured()->done(); }));
    EXPECT_EQ(session->sideMeasured()->images, 24);
}

TEST_F(SessionLabels, HeldOutImagesOfUnknownLabelsAloneAreNoMeasure) {
    threeClasses();
    addClass(folder / "strangers", "ape", 20);
    RunConfig config = conditional();
    config.heldOutSources = {(folder / "strangers").string()};
    train(config);
    EXPECT_EQ(warned("label.unmeasured").size(), 1u);
    EXPECT_EQ(session->metrics()->heldOut.size(), 0);
}

TEST_F(SessionLabels, AClassThatCameBeforeResumingTakesNoPartAndTheOthersKeepTheirLabels) {
    threeClasses();
    train(conditional());
    const int64_t cow = 12;
    session->followReconstructions({cow});
    ASSERT_TRUE(until([&] {
        return session->reconstructions() && session->reconstructions()->indices == std::vector{cow} &&
               session->reconstructions()->step > 0;
    }));
    const auto before = session->reconstructions();
    ASSERT_TRUE(done(session->save(project))) << lastReason.sentence();
    restart();
    addClass(root, "ape", 20);
    ASSERT_TRUE(done(session->open(project))) << lastReason.sentence();
    const auto said = warned("label.left-out");
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].arguments,
              (std::vector<std::string>{"12", "48", "1 label that the run does not know: ape (12 images)"}));
    const auto split = session->split();
    EXPECT_EQ(split->train.size() + split->heldOut.size() + split->test.size(), 36u);
    for (const int64_t image : split->train) EXPECT_NE(session->images()->labelOf(image), 0);
    EXPECT_EQ(session->info()->spec.shape.labelNames, (std::vector<std::string>{"bee", "cow", "dog"}));
    EXPECT_EQ(session->images()->labelOf(cow + 12), 2);
    EXPECT_EQ(labelTold(session->info()->spec, *session->images(), cow + 12), 1);
    EXPECT_EQ(labelTold(session->info()->spec, *session->images(), 0), -1);

    session->followReconstructions({0, cow + 12});
    ASSERT_TRUE(until([&] {
        return session->reconstructions() && session->reconstructions()->indices == std::vector{cow + 12};
    })) << "an ape has no label to be told";
    EXPECT_EQ(session->reconstructions()->inputs, before->inputs);
    EXPECT_EQ(session->reconstructions()->outputs, before->outputs) << "the followed image has its label by name";
    session->wantCodes(true);
    ASSERT_TRUE(until([this] { return session->codes()->encoded == 36; }));
    EXPECT_EQ(session->codes()->codeOf(0), nullptr);
    EXPECT_NE(session->codes()->codeOf(cow + 12), nullptr);
    trainToTheEnd(1, 0);
    EXPECT_GT(session->metrics()->heldOut.size(), 0);
}

TEST_F(SessionLabels, AClassThatWasRenamedIsUnknown) {
    threeClasses();
    train(conditional());
    ASSERT_TRUE(done(session->save(project))) << lastReason.sentence();
    restart();
    fs::rename(root / "bee", root / "wasp");  // the last now: its number was the first
    ASSERT_TRUE(done(session->open(project))) << lastReason.sentence();
    ASSERT_EQ(warned("label.left-out").size(), 1u);
    EXPECT_EQ(warned("label.left-out")[0].arguments[2], "1 label that the run does not know: wasp (12 images)");
    EXPECT_TRUE(std::none_of(session->split()->train.begin(), session->split()->train.end(),
                             [&](int64_t image) { return session->images()->labelOf(image) == 2; }));
    trainToTheEnd(1, 0);
}

TEST_F(SessionLabels, WhereEveryClassWasRenamedTheRunIsLookedAt) {
    threeClasses();
    train(conditional());
    ASSERT_TRUE(done(session->save(project))) << lastReason.sentence();
    restart();
    for (const char* name : {"bee", "cow", "dog"}) fs::rename(root / name, root / (std::string("my ") + name));
    ASSERT_TRUE(done(session->open(project))) << lastReason.sentence();
    EXPECT_EQ(warned("label.none").size(), 1u);
    EXPECT_EQ(session->info()->noTraining->code, "label.none");
    const uint64_t ticket = session->decode(Lane::Pointer, {{{0.5f, -1}}, 2});
    ASSERT_TRUE(
        until([&] { return session->answer(Lane::Pointer) && session->answer(Lane::Pointer)->ticket == ticket; }));
    EXPECT_EQ(session->answer(Lane::Pointer)->pictures.size(), 1u);
}

TEST_F(SessionLabels, ALabelThatTheModelDoesNotHaveIsNoOther) {
    threeClasses();
    ASSERT_TRUE(done(session->configure(conditional()))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(all(root)))) << lastReason.sentence();
    const uint64_t ticket = session->decode(Lane::Selection, {{{0.5f, -1}}, 3});
    ASSERT_TRUE(
        until([&] { return session->answer(Lane::Selection) && session->answer(Lane::Selection)->ticket == ticket; }));
    EXPECT_EQ(session->answer(Lane::Selection)->error.code, "label.unknown");
    EXPECT_TRUE(session->answer(Lane::Selection)->pictures.empty());
}

}  // namespace
}  // namespace zscape
