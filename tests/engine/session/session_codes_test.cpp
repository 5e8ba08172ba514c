#include "engine/project/project.h"
#include "engine/session/project_io.h"
#include "tests/engine/session/session_fixture.h"

#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// What a project keeps for each of its runs: codes, images, lineage, why it ended.
struct SessionCodes : testing::SessionFixture {
    fs::path project() const { return folder / "run.zscape"; }
    fs::path photos() const { return folder / "photos"; }
    fs::path codesFile() const { return project() / "codes" / "1.safetensors"; }

    /// A run of three steps on 40 photos, whose codes were all shown when it was saved.
    std::shared_ptr<const CodesSnapshot> savedWithCodes() {
        RunConfig config = small();
        config.overrides["batch_size"] = int64_t{8};
        EXPECT_TRUE(done(session->configure(config))) << lastReason.sentence();
        EXPECT_TRUE(done(session->load(greyPhotos(photos(), 40)))) << lastReason.sentence();
        trainToTheEnd(0, 3);
        session->wantCodes(true);
        EXPECT_TRUE(until([this] { return session->codes()->encoded == 40; }));
        EXPECT_TRUE(done(session->save(project()))) << lastReason.sentence();
        return session->codes();
    }
    /// The shapes, all of them encoded by an untrained model.
    void encodeShapes() {
        ASSERT_NO_FATAL_FAILURE(loadShapes());
        session->wantCodes(true);
        ASSERT_TRUE(until([this] { return session->codes() && session->codes()->encoded == 1280; }));
    }
    void expectCodes(const CodesSnapshot& expected) const {
        const auto codes = session->codes();
        ASSERT_TRUE(codes);
        ASSERT_EQ(codes->count, expected.count);
        EXPECT_EQ(codes->encoded, expected.count);
        EXPECT_EQ(codes->young, expected.count);
        for (int64_t image = 0; image < expected.count; ++image) {
            EXPECT_EQ(codes->stampOf(image).step, expected.stampOf(image).step);
            EXPECT_EQ(codes->stampOf(image).fromTraining, expected.stampOf(image).fromTraining);
            ASSERT_NE(codes->codeOf(image), nullptr);
            for (int d = 0; d < expected.dimensions; ++d)
                EXPECT_EQ(codes->codeOf(image)[d], expected.codeOf(image)[d]) << image;
        }
    }
    OpenRequest run(int64_t number) const {
        OpenRequest request;
        request.project = project();
        request.run = number;
        return request;
    }
    bool warned(const std::string& code) const {
        const auto warnings = log.of<event::Warning>();
        return std::any_of(warnings.begin(), warnings.end(),
                           [&](const event::Warning& warning) { return warning.what.code == code; });
    }
};

TEST_F(SessionCodes, AnOpenedProjectShowsItsCodesAtOnce) {
    const auto codes = savedWithCodes();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    expectCodes(*codes);
    EXPECT_TRUE(log.of<event::Warning>().empty());
    // They are refreshed as ever.
    trainToTheEnd(0, 2);
    session->wantCodes(true);
    EXPECT_TRUE(until([this] { return session->codes()->encoded == 40 && session->codes()->oldestStep == 5; }));
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->codes()->oldestStep, 5);
}

TEST_F(SessionCodes, WithoutItsImagesAProjectShowsItsPoints) {
    const auto codes = savedWithCodes();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    fs::remove_all(folder / "cache");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_FALSE(session->images());
    expectCodes(*codes);
    EXPECT_EQ(session->codes()->skipped, 0);
    EXPECT_TRUE(until([this] {
        const auto plane = session->principalPlane();
        return plane && plane->step == 3;
    })) << "and can be turned";
}

TEST_F(SessionCodes, CodesThatCannotBeReadCostAWarning) {
    savedWithCodes();
    session.reset();
    for (const bool missing : {false, true}) {
        if (missing) fs::remove(codesFile());
        else std::fstream(codesFile(), std::ios::in | std::ios::out | std::ios::binary).seekp(200).put('!');
        restart();
        ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
        EXPECT_EQ(session->info()->step, 3);
        EXPECT_EQ(session->codes()->encoded, 0);
        EXPECT_TRUE(warned("project.codes"));
    }
    // They are made again, and saved with the next save.
    session->wantCodes(true);
    EXPECT_TRUE(until([this] { return session->codes()->encoded == 40; }));
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->codes()->encoded, 40);
}

TEST_F(SessionCodes, CodesOfOtherPicturesAreNotShown) {
    savedWithCodes();
    restart();
    writePng(photos() / "p7.png", Picture{16, 16, 1, std::vector<uint8_t>(256, 255)});
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_TRUE(warned("project.images-changed"));
    EXPECT_EQ(session->codes()->encoded, 0);
}

TEST_F(SessionCodes, OtherImagesInTheSameProjectAreAnotherRunsAlone) {
    savedWithCodes();
    ASSERT_TRUE(done(session->load(shapes(300)))) << lastReason.sentence();
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->run, 2);
    for (const int64_t number : {1, 2, 1}) {
        restart();
        ASSERT_TRUE(done(session->open(run(number)))) << lastReason.sentence();
        EXPECT_EQ(session->images()->count(), number == 1 ? 40 : 300);
        EXPECT_FALSE(warned("project.images-changed"));
        EXPECT_EQ(readProject(project()).run->id, number) << "a person chose it: it is opened the next time";
        EXPECT_EQ(session->codes()->count, number == 1 ? 40 : 300);
        EXPECT_TRUE(number != 1 || session->codes()->encoded == 40) << "and its codes";
    }
}

TEST_F(SessionCodes, ARunsParentIsOneOfItsOwnProject) {
    loadShapes(300);
    trainToTheEnd(0, 4);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    ASSERT_TRUE(done(session->branch(small()))) << lastReason.sentence();
    ASSERT_TRUE(untilState(RunState::Finished));
    ASSERT_TRUE(done(session->save(folder / "other.zscape"))) << lastReason.sentence();
    const auto origin = readProject(folder / "other.zscape").config.origin;
    ASSERT_TRUE(origin);
    EXPECT_EQ(origin->run, 1) << "all runs are copied";
    EXPECT_TRUE(Project::openForReading(folder / "other.zscape").run(1));
    EXPECT_EQ(origin->step, 4);
    EXPECT_EQ(origin->recipe, "vae-2d");
    EXPECT_TRUE(origin->weightsCarried);
}

TEST_F(SessionCodes, WhyARunEndedIsSaidAgain) {
    RunConfig config = small();
    config.overrides["learning_rate"] = 1e-7;
    config.overrides["epochs"] = int64_t{500};
    config.overrides["patience"] = int64_t{2};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(320)))) << lastReason.sentence();
    trainToTheEnd();
    const std::string why = session->info()->endedBy.sentence();
    ASSERT_FALSE(session->info()->endedBy.code.empty());
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->endedBy.sentence(), why);
    trainToTheEnd(0, 3);
    EXPECT_EQ(session->info()->endedBy.code, "");
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->endedBy.code, "");
}

TEST_F(SessionCodes, ImagesWithoutARunAreToldWhereARunIsOpened) {
    savedWithCodes();
    session.reset();
    {
        Project kept = Project::open(project());
        StoredData others = kept.data(1).value();
        others.sources = {"/others"};
        kept.setData(others);
    }
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->images()->count(), 40);
    EXPECT_TRUE(warned("project.images-only"));
}

TEST_F(SessionCodes, AtRestTheCodesAreKeptByThemselves) {
    session.reset();
    Session::Options chosen = options();
    chosen.autosave = std::chrono::milliseconds(20);
    session.emplace(chosen);
    session->wantCodes(true);
    loadShapes(300);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    trainToTheEnd(0, 5);
    const auto stored = [this] {
        const std::optional<StoredCodes> codes = readProject(project()).codes;
        return codes &&
               std::all_of(codes->stamps.begin(), codes->stamps.end(), [](CodeStamp stamp) { return stamp.step == 5; });
    };
    EXPECT_TRUE(until(stored)) << "all of them, as the window shows them at the end";
}

/// How long a run goes on is no part of its model: what was encoded stays, be it minutes' work.
TEST_F(SessionCodes, AnotherNumberOfEpochsEncodesNothingAnew) {
    ASSERT_NO_FATAL_FAILURE(encodeShapes());
    const auto codes = session->codes();
    RunConfig config = small();
    config.overrides["epochs"] = int64_t{2};
    config.overrides["patience"] = int64_t{9};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    EXPECT_EQ(session->info()->epochsPlanned, 2);
    EXPECT_EQ(session->info()->spec.integer("epochs"), 2);
    EXPECT_EQ(session->info()->spec.integer("patience"), 9);
    EXPECT_EQ(session->info()->config.overrides, config.overrides);
    EXPECT_EQ(session->codes(), codes) << "the very snapshot: no image was encoded";
    EXPECT_TRUE(session->marks().empty());
    // By the number of images again.
    RunConfig automatic = config;
    automatic.overrides.erase("epochs");
    ASSERT_TRUE(done(session->configure(automatic))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->spec.automatic.contains("epochs"));
    EXPECT_EQ(session->codes(), codes);
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    trainToTheEnd();
    const std::vector<double> losses = totals();
    EXPECT_EQ(std::ssize(losses), session->info()->stepsPerEpoch * 2);
    // It trains as one that was made with that number.
    restart();
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes()))) << lastReason.sentence();
    trainToTheEnd();
    EXPECT_EQ(totals(), losses);
}

TEST_F(SessionCodes, AnotherModelIsEncodedAnew) {
    ASSERT_NO_FATAL_FAILURE(encodeShapes());
    const auto codes = session->codes();
    RunConfig config = small();
    config.overrides["epochs"] = int64_t{2};
    config.seed = 2;
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    EXPECT_NE(session->codes(), codes);
}

}  // namespace
}  // namespace zscape
