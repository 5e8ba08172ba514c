#include "engine/project/project.h"
#include "engine/session/relocation.h"
#include "tests/engine/project/old_projects.h"
#include "tests/engine/session/session_fixture.h"

#include <fstream>

namespace zscape {
namespace {

namespace fs = std::filesystem;

/// Projects whose images moved, whose folder may not be written, that were trained on another machine.
struct SessionTravel : testing::SessionFixture {
    fs::path project() const { return folder / "run.zscape"; }
    fs::path photos() const { return folder / "photos"; }

    /// Trains on 40 photos for 3 steps, saves, and goes on for 4: what a run that was never moved comes to.
    std::vector<double> trainedAndSaved() {
        RunConfig config = small();
        config.overrides["batch_size"] = int64_t{8};
        config.threads = 1;
        EXPECT_TRUE(done(session->configure(config))) << lastReason.sentence();
        EXPECT_TRUE(done(session->load(greyPhotos(photos(), 40)))) << lastReason.sentence();
        trainToTheEnd(0, 3);
        EXPECT_TRUE(done(session->save(project()))) << lastReason.sentence();
        trainToTheEnd(0, 4);
        return totals();
    }
    bool warned(const std::string& code) const {
        return std::any_of(log.all.begin(), log.all.end(), [&](const Event& event) {
            const auto* warning = std::get_if<event::Warning>(&event);
            return warning && warning->what.code == code;
        });
    }
    OpenRequest with(const fs::path& images) const {
        OpenRequest request;
        request.project = project();
        request.images = images.string();
        return request;
    }
    void sql(const std::string& text) const { Database(project() / "project.db", Database::Mode::Open).execute(text); }
};

TEST_F(SessionTravel, GoesOnToTheBitWhereTheImagesAreNow) {
    const std::vector<double> straight = trainedAndSaved();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    ASSERT_TRUE(done(session->open(with(folder / "elsewhere")))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 3);
    EXPECT_FALSE(session->info()->noTraining);
    EXPECT_TRUE(session->info()->imagesGone.empty());
    EXPECT_EQ(session->images()->fileOf(0), folder / "elsewhere" / "p0.png");
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight);
    // The new place is written down, before anything else is saved.
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    EXPECT_FALSE(warned("project.images-changed"));
    EXPECT_EQ(session->info()->step, 3);
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight);
}

TEST_F(SessionTravel, AFolderAroundThemWillDo) {
    trainedAndSaved();
    restart();
    fs::create_directory(folder / "disk");
    fs::rename(photos(), folder / "disk" / "photos");
    std::ofstream(folder / "disk" / "note.txt") << "more lies here";
    ASSERT_TRUE(done(session->open(with(folder / "disk")))) << lastReason.sentence();
    EXPECT_EQ(session->images()->sources(), std::vector<std::string>{(folder / "disk" / "photos").string()});
}

TEST_F(SessionTravel, OtherImagesAreRefusedAndTheProjectStaysAsItIs) {
    trainedAndSaved();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    const ImportRequest others = greyPhotos(folder / "others", 39);
    EXPECT_FALSE(done(session->open(with(folder / "others"))));
    EXPECT_EQ(lastReason.code, "project.other-images");
    EXPECT_NE(lastReason.sentence().find("40"), std::string::npos) << lastReason.sentence();
    EXPECT_NE(lastReason.sentence().find("39"), std::string::npos) << lastReason.sentence();
    // The same names and number, one of other content.
    fs::copy(folder / "elsewhere", folder / "nearly");
    writePng(folder / "nearly" / "p7.png", Picture{16, 16, 1, std::vector<uint8_t>(256, 255)});
    EXPECT_FALSE(done(session->open(with(folder / "nearly"))));
    EXPECT_EQ(lastReason.code, "project.other-images");
    // Everything that a person has: it is counted, not read.
    const auto cached = [this] {
        return std::distance(fs::directory_iterator(folder / "cache" / "images"), fs::directory_iterator());
    };
    greyPhotos(folder / "all" / "of it", 1200);
    const auto before = cached();
    EXPECT_FALSE(done(session->open(with(folder / "all"))));
    EXPECT_EQ(lastReason.code, "project.other-images");
    EXPECT_NE(lastReason.sentence().find("1200"), std::string::npos) << lastReason.sentence();
    EXPECT_EQ(cached(), before);
    EXPECT_FALSE(done(session->open(with(folder / "nowhere"))));
    EXPECT_EQ(lastReason.code, "file.missing");
    EXPECT_EQ(session->state(), RunState::Empty);
    ASSERT_TRUE(done(session->open(with(folder / "elsewhere")))) << lastReason.sentence();
}

TEST_F(SessionTravel, WithoutItsImagesItIsLookedAtOutOfTheCache) {
    trainedAndSaved();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_EQ(session->info()->imagesGone, std::vector<std::string>{photos().string()});
    ASSERT_TRUE(session->images());
    EXPECT_EQ(session->images()->count(), 40);
    EXPECT_EQ(session->metrics()->train.size(), 3);
    session->wantCodes(true);
    EXPECT_TRUE(until([this] { return session->codes() && session->codes()->encoded == 40; }))
        << "the plane is as it was";
    EXPECT_FALSE(done(session->train(0, 1)));
    EXPECT_EQ(lastReason.sentence(), "The images are not where they were.");
    EXPECT_EQ(session->state(), RunState::Finished);
    // Found again, everything is on again.
    ASSERT_TRUE(done(session->open(with(folder / "elsewhere")))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    trainToTheEnd(0, 1);
}

TEST_F(SessionTravel, ImagesThatAreThereAndCannotBeReadAreNotSaidToBeElsewhere) {
    ImportRequest request = greyPhotos(photos(), 40);
    {
        std::ofstream table(folder / "facts.csv");
        table << "file,kind\n";
        for (int i = 0; i < 40; ++i) table << "p" << i << ".png," << (i % 2 ? "odd" : "even") << "\n";
    }
    request.settings.table = (folder / "facts.csv").string();
    ASSERT_TRUE(done(session->configure(small()))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    fs::remove(folder / "facts.csv");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    ASSERT_TRUE(session->info()->noTraining);
    EXPECT_EQ(session->info()->noTraining->code, "project.images");
    EXPECT_NE(session->info()->noTraining->sentence().find("facts.csv"), std::string::npos)
        << session->info()->noTraining->sentence();
    EXPECT_FALSE(done(session->train(0, 1)));
    EXPECT_EQ(lastReason.sentence(), session->info()->noTraining->sentence());
}

TEST_F(SessionTravel, AStoredSourceThatIsTheSystemsIsNeverWalked) {
    trainedAndSaved();
    restart();
    fs::remove_all(photos());
    for (const char* place : {"/proc", "/sys", "/dev"}) {
        fs::create_directory_symlink(place, photos());
        ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
        EXPECT_EQ(session->info()->imagesGone, std::vector<std::string>{photos().string()}) << place;
        ASSERT_TRUE(session->images());
        EXPECT_EQ(session->images()->count(), 40) << "out of the cache, as they were";
        fs::remove(photos());
    }
}

TEST_F(SessionTravel, WithoutImagesAndWithoutACacheItDecodesAndEncodes) {
    trainedAndSaved();
    const std::vector<float> code{0.5F, -1.0F};
    const auto decoded = [&] {
        const uint64_t ticket = session->decode(Lane::Pointer, {{code}});
        EXPECT_TRUE(
            until([&] { return session->answer(Lane::Pointer) && session->answer(Lane::Pointer)->ticket == ticket; }));
        EXPECT_EQ(session->answer(Lane::Pointer)->error.code, "");
        return session->answer(Lane::Pointer)->pictures.at(0);
    };
    ASSERT_TRUE(done(session->open(project())));
    const Picture before = decoded();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    fs::remove_all(folder / "cache");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_FALSE(session->images());
    const auto info = session->info();
    EXPECT_EQ(info->step, 3);
    EXPECT_EQ(info->latentDimensions, 2);
    EXPECT_GT(info->parameters, 1000);
    EXPECT_EQ(info->savedStep, 3);
    EXPECT_FALSE(info->unsavedWork);
    EXPECT_EQ(info->stepsPerEpoch, 5);  // 36 to train, 8 at a time
    EXPECT_NEAR(info->epoch, 24.0 / 36, 1e-9);
    EXPECT_EQ(session->metrics()->train.size(), 3);
    EXPECT_EQ(decoded(), before) << "the same weights";
    const JobId job = session->readPictureFile(folder / "elsewhere" / "p9.png");
    ASSERT_TRUE(until([&] { return !session->pictureOf(job).empty(); }));
    EXPECT_EQ(session->pictureOf(job).width, 16) << "as the model takes it";
    const uint64_t ticket = session->encode(Lane::Ends, {{session->pictureOf(job)}});
    ASSERT_TRUE(until([&] { return session->answer(Lane::Ends) && session->answer(Lane::Ends)->ticket == ticket; }));
    EXPECT_EQ(session->answer(Lane::Ends)->z.at(0).size(), 2u);
    ASSERT_TRUE(session->codes());
    EXPECT_EQ(session->codes()->dimensions, 2);
    EXPECT_EQ(session->codes()->count, 0);
    for (const CommandId id : {session->train(0, 1), session->adjust("beta", 2), session->branch(small()),
                               session->save(project()), session->save(folder / "other.zscape")}) {
        EXPECT_FALSE(done(id));
        EXPECT_TRUE(lastReason.code == "project.images-gone" || lastReason.code == "project.images") << lastReason.code;
    }
    EXPECT_FALSE(done(session->configure(small())));
    EXPECT_EQ(session->state(), RunState::Finished);
    ASSERT_TRUE(done(session->open(with(folder / "elsewhere")))) << lastReason.sentence();
    EXPECT_EQ(session->images()->count(), 40);
    trainToTheEnd(0, 1);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
}

TEST_F(SessionTravel, OtherImagesMayBeLoadedAfterwards) {
    trainedAndSaved();
    restart();
    fs::rename(photos(), folder / "elsewhere");
    fs::remove_all(folder / "cache");
    ASSERT_TRUE(done(session->open(project())));
    ASSERT_TRUE(done(session->load(shapes(300)))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    EXPECT_TRUE(session->info()->project.empty());
    trainToTheEnd(0, 1);
}

TEST_F(SessionTravel, HeldOutImagesMoveAlong) {
    greyPhotos(folder / "set" / "train", 30);
    greyPhotos(folder / "set" / "val", 10);
    RunConfig config = small();
    config.heldOutSources = {(folder / "set" / "val").string()};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ImportRequest request;
    request.sources = {(folder / "set" / "train").string() + "/"};
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    fs::rename(folder / "set", folder / "moved");
    ASSERT_TRUE(done(session->open(with(folder / "moved" / "train")))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    trainToTheEnd(1, 0);
    EXPECT_EQ(session->metrics()->heldOut.size(), 2);
    restart();
    const Project stored = Project::openForReading(project());
    EXPECT_EQ(stored.data()->sources, std::vector<std::string>{(folder / "moved" / "train").string()});
    EXPECT_EQ(stored.data()->heldOutSources, std::vector<std::string>{(folder / "moved" / "val").string()});
    // Only the held-out ones are gone: the plane is whole, and nothing trains.
    fs::rename(folder / "moved" / "val", folder / "away");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->imagesGone, std::vector<std::string>{(folder / "moved" / "val").string()});
    EXPECT_EQ(session->images()->count(), 30);
    EXPECT_FALSE(done(session->train(1, 0)));
    OpenRequest elsewhere;
    elsewhere.project = project();
    elsewhere.heldOut = (folder / "away").string();
    ASSERT_TRUE(done(session->open(elsewhere))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    ASSERT_TRUE(done(session->open(project()))) << "and it is written down: " << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    trainToTheEnd(1, 0);
}

TEST_F(SessionTravel, OpenElsewhereItIsLookedAt) {
    const std::vector<double> before = trainedAndSaved();
    testing::EventLog otherLog;
    Session::Options otherOptions = options();
    otherOptions.wake = otherLog.wake();
    Session other(otherOptions);
    const auto answered = [&](CommandId id) {
        return otherLog.until([&] { return other.takeEvents(); }, [&] { return otherLog.answers(id) > 0; });
    };
    const CommandId id = other.open(project());
    ASSERT_TRUE(answered(id));
    ASSERT_FALSE(otherLog.refused(id)) << otherLog.reason(id).sentence();
    EXPECT_EQ(other.state(), RunState::Finished);
    ASSERT_TRUE(other.info()->readOnly);
    EXPECT_EQ(other.info()->readOnly->code, "project.reading.busy");
    EXPECT_EQ(other.info()->step, 3) << "as it was saved, whatever the other one has done since";
    EXPECT_EQ(other.images()->count(), 40);
    for (const CommandId refused : {other.train(0, 1), other.save(project())}) {
        ASSERT_TRUE(answered(refused));
        EXPECT_TRUE(otherLog.refused(refused));
        EXPECT_EQ(otherLog.reason(refused).code, "project.reading.busy");
    }
    // A copy is one's own: it trains.
    const CommandId copy = other.save(folder / "copy.zscape");
    ASSERT_TRUE(answered(copy));
    ASSERT_FALSE(otherLog.refused(copy)) << otherLog.reason(copy).sentence();
    EXPECT_FALSE(other.info()->readOnly);
    EXPECT_FALSE(other.info()->noTraining);
    EXPECT_EQ(other.info()->savedStep, 3);
    const CommandId train = other.train(0, 4);
    ASSERT_TRUE(answered(train));
    ASSERT_FALSE(otherLog.refused(train)) << otherLog.reason(train).sentence();
    ASSERT_TRUE(
        otherLog.until([&] { return other.takeEvents(); }, [&] { return other.state() == RunState::Finished; }));
    EXPECT_EQ(other.metrics()->train.at(6, RunMetrics::kFixedColumns), before[6]);
    ASSERT_TRUE(done(session->save(project()))) << "the first one was never disturbed: " << lastReason.sentence();
}

TEST_F(SessionTravel, TrainedOnCudaItOpensOnTheCpu) {
    const std::vector<double> straight = trainedAndSaved();
    restart();
    sql("UPDATE run SET config = replace(config, '\"device\":\"auto\"', '\"device\":\"cuda\"')");
    OpenRequest request;
    request.project = project();
    request.device = "cpu";
    ASSERT_TRUE(done(session->open(request))) << "said to be wanted: " << lastReason.sentence();
    EXPECT_FALSE(warned("project.device"));
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight);
    restart();
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    if (session->info()->device != "CPU") GTEST_SKIP() << "there is CUDA here";
    EXPECT_TRUE(warned("project.device"));
    EXPECT_EQ(session->info()->step, 3);
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight) << "these weights were made on a CPU";
}

TEST_F(SessionTravel, AModelThatIsTooLargeToTrainHereIsLookedAt) {
    RunConfig config = small();
    config.overrides["hidden"] = std::string("4");
    config.overrides["batch_size"] = int64_t{8};
    ImportRequest request = shapes(20);
    request.settings.size = 256;
    request.settings.channels = 3;
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    // As somebody with half a terabyte may have chosen.
    sql("UPDATE run SET spec = replace(spec, '\"batch_size\":8', '\"batch_size\":65536')");
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Finished);
    ASSERT_TRUE(session->info()->noTraining);
    EXPECT_EQ(session->info()->noTraining->code, "memory.estimate");
    session->wantCodes(true);
    EXPECT_TRUE(until([this] { return session->codes() && session->codes()->encoded == 20; }));
    EXPECT_FALSE(done(session->train(0, 1)));
    EXPECT_EQ(lastReason.code, "memory.estimate");
    ASSERT_TRUE(done(session->configure(config))) << "a smaller one may be begun: " << lastReason.sentence();
    EXPECT_FALSE(session->info()->noTraining);
}

TEST_F(SessionTravel, APlaceIsStoredAbsolutely) {
    const fs::path before = fs::current_path();
    fs::current_path(folder);
    greyPhotos("val", 5);
    RunConfig config = small();
    config.heldOutSources = {"val"};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ImportRequest request = greyPhotos("photos", 20);
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    ASSERT_TRUE(done(session->save("p.zscape"))) << lastReason.sentence();
    fs::current_path("/");
    restart();
    ASSERT_TRUE(done(session->open(folder / "p.zscape"))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    EXPECT_EQ(session->images()->sources(), std::vector<std::string>{(folder / "photos").string()});
    fs::current_path(before);
}

TEST_F(SessionTravel, AProjectAmongItsOwnImagesIsNoChange) {
    const auto photos = folder / "photos";
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(greyPhotos(photos, 20)))) << lastReason.sentence();
    trainToTheEnd(0, 2);
    ASSERT_TRUE(done(session->save(photos / "my run"))) << lastReason.sentence();
    for (int round = 0; round < 2; ++round) {
        restart();
        ASSERT_TRUE(done(session->open(photos / "my run"))) << lastReason.sentence();
        EXPECT_FALSE(warned("project.images-changed")) << round;
        EXPECT_EQ(session->images()->count(), 20);
        trainToTheEnd(0, 2);
        ASSERT_TRUE(done(session->save(photos / "my run"))) << lastReason.sentence();
    }
    int caches = 0;
    for (const auto& entry : fs::directory_iterator(folder / "cache" / "images"))
        caches += entry.path().extension() == ".zimg" ? 1 : 0;
    EXPECT_EQ(caches, 1) << "and no further set in the cache";
    // A picture that was changed is one.
    restart();
    writePng(photos / "p3.png", Picture{16, 16, 1, std::vector<uint8_t>(256, 9)});
    ASSERT_TRUE(done(session->open(photos / "my run"))) << lastReason.sentence();
    EXPECT_TRUE(warned("project.images-changed"));
}

struct OldSessions : SessionTravel, ::testing::WithParamInterface<int> {};

TEST_P(OldSessions, GoOn) {
    const std::vector<double> straight = trainedAndSaved();
    restart();
    makeOld(project(), GetParam());
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, 3);
    EXPECT_FALSE(warned("project.images-changed"));
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight);
    restart();
    fs::rename(photos(), folder / "elsewhere");
    ASSERT_TRUE(done(session->open(with(folder / "elsewhere")))) << lastReason.sentence();
    EXPECT_EQ(warned("project.images-unknown"), GetParam() < 4) << "what it stored says nothing of contents";
    trainToTheEnd(0, 4);
    EXPECT_EQ(totals(), straight);
}

INSTANTIATE_TEST_SUITE_P(Versions, OldSessions, ::testing::Values(1, 2, 3, 4));

TEST(Relocation, PlacesAreWhatWasChosenOrLieInIt) {
    const TemporaryFolder folder;
    for (const char* name : {"a/cats", "a/dogs", "b/cats", "b/dogs", "b/deep/x"}) fs::create_directories(folder / name);
    std::ofstream(folder / "b" / "x.npy") << "array";
    const auto path = [&](const char* name) { return (folder / name).string(); };
    using Places = std::vector<std::vector<std::string>>;
    EXPECT_EQ(placesFor({"/old/cats"}, path("b/cats")), (Places{{path("b/cats")}}));
    EXPECT_EQ(placesFor({"/old/cats"}, path("b") + "/"), (Places{{path("b/cats")}, {path("b")}}))
        << "inside first: it is less to read";
    EXPECT_EQ(placesFor({"/old/cats", "/old/dogs"}, path("b")), (Places{{path("b/cats"), path("b/dogs")}}));
    EXPECT_EQ(placesFor({"/old/cats", "/old/deep/x"}, path("b")), (Places{{path("b/cats"), path("b/deep/x")}}));
    EXPECT_EQ(placesFor({"/old/x.npy"}, path("b")), (Places{{path("b/x.npy")}, {path("b")}}));
    EXPECT_EQ(placesFor({"/old/x.npy"}, path("b/x.npy")), (Places{{path("b/x.npy")}}));
    EXPECT_TRUE(placesFor({"/old/cats", "/old/birds"}, path("b")).empty());
    EXPECT_TRUE(placesFor({"/old/cats"}, path("none")).empty());
    // One of several sets goes on to be that one.
    EXPECT_EQ(placesFor({"/old/cats#persian"}, path("b")), (Places{{path("b/cats#persian")}, {path("b#persian")}}));
    EXPECT_EQ(placesFor({"/old/x.npy#persian"}, path("b/x.npy")), (Places{{path("b/x.npy#persian")}}));
    EXPECT_EQ(placesFor({"/old/y.npy#persian"}, path("b/x.npy#siamese")), (Places{{path("b/x.npy#siamese")}}));
}

TEST(Relocation, TablesMoveAlongUnlessTheyAreStillThere) {
    const TemporaryFolder folder;
    std::ofstream(folder / "here.csv") << "name,age";
    const std::string here = (folder / "here.csv").string();
    EXPECT_EQ(tablesMovedAlong("", "/a/set", "/b/set"), "");
    EXPECT_EQ(tablesMovedAlong("none", "/a/set", "/b/set"), "none");
    EXPECT_EQ(tablesMovedAlong("/a/set/x.csv;" + here + ";/a/y.csv", "/a/set", "/b/set"),
              "/b/set/x.csv;" + here + ";/b/y.csv");
}

TEST_F(SessionTravel, HeldOutImagesAreFoundByTheirContents) {
    greyPhotos(folder / "set" / "train", 30);
    greyPhotos(folder / "val", 10);
    greyPhotos(folder / "others", 9);
    RunConfig config = small();
    config.heldOutSources = {(folder / "val").string()};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ImportRequest request;
    request.sources = {(folder / "set" / "train").string()};
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->save(project()))) << lastReason.sentence();
    restart();
    OpenRequest elsewhere;
    elsewhere.project = project();
    elsewhere.heldOut = (folder / "others").string();
    EXPECT_FALSE(done(session->open(elsewhere)));
    EXPECT_EQ(lastReason.code, "project.other-held-out");
    EXPECT_NE(lastReason.sentence().find("project: 9 "), std::string::npos) << lastReason.sentence();
    // Both are in the folder that is chosen; along the way of the others the held-out ones are not found.
    fs::create_directories(folder / "disk");
    fs::rename(folder / "set" / "train", folder / "disk" / "train");
    fs::rename(folder / "val", folder / "disk" / "val");
    ASSERT_TRUE(done(session->open(with(folder / "disk")))) << lastReason.sentence();
    EXPECT_TRUE(session->info()->imagesGone.empty());
    EXPECT_EQ(Project::openForReading(project()).data()->heldOutSources,
              std::vector<std::string>{(folder / "disk" / "val").string()});
    restart();
    writePng(folder / "disk" / "val" / "p3.png", Picture{16, 16, 1, std::vector<uint8_t>(256, 255)});
    ASSERT_TRUE(done(session->open(project()))) << lastReason.sentence();
    EXPECT_TRUE(warned("project.held-out-changed"));
}

TEST(Relocation, OthersMoveAlong) {
    EXPECT_EQ(movedAlong("/a/set/val", "/a/set/train", "/b/set/train"), "/b/set/val");
    EXPECT_EQ(movedAlong("/a/set/val", "/a/set/train", "/b/new"), "/b/val") << "beside it";
    EXPECT_EQ(movedAlong("/a/set/labels.csv", "/a/set", "/b/renamed"), "/b/renamed/labels.csv") << "among them";
    EXPECT_EQ(movedAlong("/elsewhere/val", "/a/set/train", "/b/set/train"), "/elsewhere/val");
}

TEST(Relocation, HeldOutImagesStayMoveAlongOrLieInWhatWasChosen) {
    const TemporaryFolder folder;
    for (const char* name : {"b/train", "b/val", "c/val"}) fs::create_directories(folder / name);
    const auto path = [&](const char* name) { return (folder / name).string(); };
    using Places = std::vector<std::vector<std::string>>;
    EXPECT_EQ(heldOutPlaces({path("c/val")}, "/a/train", path("b/train"), path("b")),
              (Places{{path("c/val")}, {path("b/val")}, {path("b")}}))
        << "they may not have moved";
    EXPECT_EQ(heldOutPlaces({"/a/val"}, "/a/train", path("b/train"), path("b/train")),
              (Places{{path("b/val")}, {path("b/train")}}));
    EXPECT_EQ(heldOutPlaces({"sample:digits"}, "/a/train", path("b/train"), path("none")), (Places{{"sample:digits"}}));
    EXPECT_EQ(heldOutPlaces({"/a/x/val"}, "/a/train", "/d/train", path("none")), (Places{{"/d/x/val"}}));
}

}  // namespace
}  // namespace zscape
