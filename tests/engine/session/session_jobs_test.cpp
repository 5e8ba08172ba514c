#include "tests/engine/session/session_fixture.h"

#include <atomic>
#include <fstream>

namespace zscape {
namespace {

using How = event::JobEnded::How;

struct SessionJobs : testing::SessionFixture {
    static Picture grey(uint8_t level) { return {16, 16, 1, std::vector<uint8_t>(256, level)}; }
};

TEST_F(SessionJobs, WritesAndReadsAPicture) {
    const auto file = folder / "a.png";
    EXPECT_EQ(ended(session->exportPicture(file, grey(90))).how, How::Done);
    const JobId read = session->readPictureFile(file);
    EXPECT_TRUE(session->pictureOf(12345).empty());
    EXPECT_EQ(ended(read).how, How::Done);
    EXPECT_FALSE(session->pictureOf(read).empty());

    loadShapes(300);
    const JobId fitted = session->readPictureFile(file);
    EXPECT_EQ(ended(fitted).how, How::Done);
    EXPECT_EQ(session->pictureOf(fitted), grey(90)) << "the model's size and depth";
    EXPECT_TRUE(session->jobs().empty());
}

TEST_F(SessionJobs, ReadsThePictureThatATileWasCutFrom) {
    Picture wide{96, 48, 1, std::vector<uint8_t>(96 * 48)};
    for (size_t i = 0; i < wide.pixels.size(); ++i) wide.pixels[i] = static_cast<uint8_t>(i % 96 * 2);
    const auto pictures = folder / "pictures";
    std::filesystem::create_directories(pictures);
    ASSERT_EQ(ended(session->exportPicture(pictures / "wide.png", wide)).how, How::Done);
    ASSERT_EQ(ended(session->exportPicture(pictures / "second.png", wide)).how, How::Done);
    ImportRequest request{{pictures.string()}, {}};
    request.settings.size = 48;
    request.settings.channels = 1;
    request.settings.fit = Fit::Tiles;
    request.settings.guessFit = false;
    request.settings.tiling.emptyPercent = 0;
    const JobId read = session->readForImport(request, 0.2);
    ASSERT_EQ(ended(read).how, How::Done);
    const std::shared_ptr<const ImageSet> tiles = session->importedBy(read)->images;
    ASSERT_EQ(tiles->count(), 4);
    const JobId job = session->readTileOverview(tiles, 1, 40, 0);
    EXPECT_EQ(ended(job).how, How::Done);
    const std::optional<TileOverview> overview = session->tileOverviewOf(job);
    ASSERT_TRUE(overview);
    EXPECT_EQ(overview->picture.width, 40);
    EXPECT_EQ(overview->picture.height, 20);
    EXPECT_GT(overview->x, 10) << "the second of its picture";
    // Of a whole picture there is none.
    loadShapes(300);
    const JobId none = session->readTileOverview(session->images(), 0, 40, 0);
    EXPECT_EQ(ended(none).how, How::Done);
    EXPECT_FALSE(session->tileOverviewOf(none));
}

TEST_F(SessionJobs, WritesStripsAndFilms) {
    const std::vector<Picture> strip{grey(0), grey(100), grey(200)};
    const FilmSettings film{{2.0 / kWalkRate, 0, WalkPlay::Loop, WalkPace::Even}, 2, false};
    const DecodeRequest way{{{-1, 0}, {0, 0}, {1, 0}}};
    EXPECT_EQ(ended(session->exportFilm(folder / "s.gif", film, way)).reason.code, "model.none");
    loadShapes(300);
    for (const char* name : {"s.png", "s.gif", "s.mp4"}) {
        const auto end = ended(std::string(name) == "s.png" ? session->exportStrip(folder / name, strip)
                                                            : session->exportFilm(folder / name, film, way));
        EXPECT_EQ(end.how, How::Done) << name << ": " << end.reason.sentence();
        EXPECT_GT(std::filesystem::file_size(folder / name), 50u);
    }
    EXPECT_EQ(ended(session->exportStrip(folder / "none.png", {})).reason.code, "write.empty");
    EXPECT_EQ(ended(session->exportFilm(folder / "none.gif", film, {})).reason.code, "write.empty");
    EXPECT_EQ(ended(session->exportFilm(folder / "s.webm", film, way)).reason.code, "write.ending");
    EXPECT_FALSE(std::filesystem::exists(folder / "none.png"));
}

TEST_F(SessionJobs, AFilmSaysHowManyPicturesAreDecodedAndCancelEndsThat) {
    RunConfig slow = small();
    slow.overrides["hidden"] = std::string("2000-2000-2000");
    ASSERT_TRUE(done(session->configure(slow))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes(300)))) << lastReason.sentence();
    const auto answered = [&](uint64_t ticket) {
        return until([&] {
            const auto answer = session->answer(Lane::Pointer);
            return answer && answer->ticket == ticket && !answer->pictures.empty();
        });
    };
    ASSERT_TRUE(answered(session->decode(Lane::Pointer, {{{0.5f, -1}}}))) << "its weights are there";
    const FilmSettings film{{599.0 / kWalkRate, 0, WalkPlay::Loop, WalkPace::Even}, 1, false};
    DecodeRequest way;
    for (int stop = 0; stop < walkStops(film.timing); ++stop)
        way.z.push_back({static_cast<float>(walkStopPlace(film.timing, stop)), 0});
    ASSERT_EQ(way.z.size(), 600U);
    const JobId job = session->exportFilm(folder / "long.gif", film, way);
    std::optional<Progress> told;
    ASSERT_TRUE(until([&] {
        const std::vector<JobStatus> alive = session->jobs();
        for (const JobStatus& status : alive)
            if (status.id == job && status.progress.done > 0) told = status.progress;
        return told.has_value() || alive.empty();
    }));
    ASSERT_TRUE(told.has_value()) << ended(job).reason.sentence();
    EXPECT_EQ(told->verb, "Decoding the film");
    EXPECT_EQ(told->total, 600);
    EXPECT_GE(told->secondsLeft, 0);
    session->cancel(job);
    EXPECT_EQ(ended(job).how, How::Cancelled);
    EXPECT_FALSE(std::filesystem::exists(folder / "long.gif"));
    // What it had decoded by then holds nobody up.
    EXPECT_TRUE(answered(session->decode(Lane::Pointer, {{{1, 0}}})));
}

TEST_F(SessionJobs, FailuresSayWhichFile) {
    std::ofstream(folder / "no.png") << "this is no picture";
    const auto end = ended(session->readPictureFile(folder / "no.png"));
    EXPECT_EQ(end.how, How::Failed);
    EXPECT_NE(end.reason.sentence().find("no.png"), std::string::npos) << end.reason.sentence();
}

TEST_F(SessionJobs, WithoutAnEngineEachIsRefusedWithTheReasonAndTheNextTriesAgain) {
    std::atomic<bool> missing{true};
    Session::Options late = options();
    late.engine = [&missing](const EngineContext& context) {
        if (missing) throw Error("engine.module", "The part of Zscape that reads pictures cannot be loaded.");
        return linkedEngine(context);
    };
    session.emplace(late);
    const auto file = folder / "a.png";
    EXPECT_EQ(ended(session->exportPicture(file, grey(90))).reason.code, "engine.module");
    EXPECT_EQ(ended(session->readForImport(shapes(100), 0.1)).reason.code, "engine.module");
    EXPECT_FALSE(done(session->load(shapes(100))));
    EXPECT_EQ(lastReason.code, "engine.module");
    EXPECT_EQ(session->state(), RunState::Empty);
    missing = false;
    EXPECT_EQ(ended(session->exportPicture(file, grey(90))).how, How::Done);
    EXPECT_TRUE(done(session->load(shapes(100)))) << lastReason.sentence();
    session.reset();  // before what its engine asks
}

TEST_F(SessionJobs, InspectsBeforeAnythingIsLoaded) {
    const JobId id = session->inspect({"sample:digits"});
    EXPECT_EQ(ended(id).how, How::Done);
    ASSERT_TRUE(session->summaryOf(id));
    EXPECT_EQ(session->summaryOf(id)->kind, SourceSummary::Kind::Sample);
    EXPECT_EQ(session->summaryOf(id)->images, 70000);
    EXPECT_FALSE(session->summaryOf(999));
    EXPECT_EQ(ended(session->inspect({(folder / "missing").string()})).how, How::Failed);
}

}  // namespace
}  // namespace zscape
