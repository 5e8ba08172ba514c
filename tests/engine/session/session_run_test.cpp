#include "tests/engine/session/session_fixture.h"

#include "engine/data/picture_writers.h"

#include <cmath>
#include <set>

namespace zscape {
namespace {

struct SessionRun : testing::SessionFixture {};

TEST_F(SessionRun, BeginsEmpty) {
    EXPECT_EQ(session->state(), RunState::Empty);
    ASSERT_NE(session->info(), nullptr);
    EXPECT_EQ(session->images(), nullptr);
    EXPECT_EQ(session->split(), nullptr);
    EXPECT_EQ(session->metrics(), nullptr);
    EXPECT_EQ(session->codes(), nullptr);
    EXPECT_FALSE(session->loadProgress());
    EXPECT_FALSE(done(session->train()));
    EXPECT_EQ(lastReason.code, "state.train.empty");
}

TEST_F(SessionRun, LoadsAndBuildsTheDefaultModel) {
    ASSERT_TRUE(done(session->load(shapes(500)))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready);
    ASSERT_NE(session->images(), nullptr);
    EXPECT_EQ(session->images()->count(), 500);
    EXPECT_EQ(session->split()->heldOut.size(), 50u);
    const auto info = session->info();
    EXPECT_EQ(info->config.recipe, "vae-2d");
    EXPECT_EQ(info->latentDimensions, 2);
    EXPECT_GT(info->parameters, 0);
    EXPECT_EQ(info->step, 0);
    EXPECT_FALSE(info->ledger.empty());
    EXPECT_FALSE(info->unsavedWork);
    EXPECT_EQ(session->metrics()->terms.at(0), "total");
    EXPECT_EQ(log.of<event::DataLoaded>().size(), 1u);
    EXPECT_EQ(session->preview(), nullptr);
    EXPECT_FALSE(session->loadProgress());
}

TEST_F(SessionRun, TrainsEpochsWithHeldOutAndBest) {
    loadShapes();
    trainToTheEnd();
    const auto info = session->info();
    EXPECT_EQ(info->stepsPerEpoch, 18);  // 1,152 images in batches of 64
    EXPECT_EQ(info->step, 54);
    EXPECT_EQ(info->epochsPlanned, 3);
    EXPECT_DOUBLE_EQ(info->epoch, 3);
    EXPECT_TRUE(info->unsavedWork);
    const auto metrics = session->metrics();
    EXPECT_EQ(metrics->train.size(), 54);
    ASSERT_EQ(metrics->heldOut.size(), 3);
    ASSERT_EQ(metrics->trainEpoch.size(), 3);
    EXPECT_EQ(metrics->heldOut.at(2, RunMetrics::kStep), 54);
    EXPECT_LT(metrics->trainEpoch.at(2, 3), metrics->trainEpoch.at(0, 3)) << "it learns";
    // The epoch's mean is the mean of its steps, each with its images: all batches are of 64 here.
    double sum = 0;
    for (int64_t row = 0; row < 18; ++row) sum += metrics->train.at(row, 3);
    EXPECT_NEAR(metrics->trainEpoch.at(0, 3), sum / 18, 1e-6 * sum);
    EXPECT_EQ(info->bestStep, 54);
    EXPECT_EQ(info->bestTotal, metrics->heldOut.at(2, 3));
    EXPECT_EQ(log.of<event::EpochFinished>().size(), 3u);
    // Finished: the recipe's epochs once more.
    trainToTheEnd();
    EXPECT_EQ(session->info()->step, 108);
    trainToTheEnd(0, 5);
    EXPECT_EQ(session->info()->step, 113);
    EXPECT_EQ(session->metrics()->heldOut.at(6, RunMetrics::kStep), 113) << "measured at the end of the plan too";
}

TEST_F(SessionRun, PausesAdjustsAndMarks) {
    loadShapes();
    ASSERT_TRUE(done(session->train(1000, 0)));
    ASSERT_TRUE(until([this] { return session->metrics()->train.size() > 3; }));
    ASSERT_TRUE(done(session->pause()));
    const int64_t held = session->info()->step;
    EXPECT_FALSE(done(session->configure(small())));
    ASSERT_TRUE(done(session->adjust("beta", 2.5))) << lastReason.sentence();
    EXPECT_FALSE(done(session->adjust("beta", -1)));
    EXPECT_FALSE(done(session->adjust("batch_size", 12)));
    EXPECT_FALSE(done(session->adjust("betta", 1)));
    EXPECT_NE(lastReason.sentence().find("beta"), std::string::npos) << lastReason.sentence();
    EXPECT_EQ(session->info()->step, held);
    EXPECT_EQ(session->info()->spec.number("beta"), 2.5);
    ASSERT_EQ(session->marks().size(), 1u);
    EXPECT_EQ(session->marks()[0].key, "beta");
    EXPECT_EQ(session->marks()[0].step, held);
    // Fewer epochs than are done or begun: the run ends.
    ASSERT_TRUE(done(session->adjust("epochs", 1)));
    ASSERT_TRUE(done(session->resume()));
    ASSERT_TRUE(untilState(RunState::Finished));
    EXPECT_GE(session->info()->step, held);
}

TEST_F(SessionRun, ALossThatIsNotFiniteEndsInFailedWithTheWeightsKept) {
    // KL(P‖Q) divides by sigma², which nothing holds above 0.
    RunConfig config = small();
    config.recipe = "vae-kl-pq";
    config.overrides["latent_dimensions"] = int64_t{2};
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    ASSERT_TRUE(done(session->load(shapes()))) << lastReason.sentence();
    trainToTheEnd(1, 0);
    ASSERT_TRUE(done(session->adjust("learning_rate", 1)));
    ASSERT_TRUE(done(session->adjust("beta", 1000)));
    ASSERT_TRUE(done(session->train(2000, 0)));
    ASSERT_TRUE(
        until([this] { return session->state() == RunState::Failed || session->state() == RunState::Finished; }));
    ASSERT_EQ(session->state(), RunState::Failed) << "this rate did not break the run: choose another way";
    ASSERT_TRUE(until([this] { return !log.of<event::RunFailed>().empty(); }));
    const auto failure = log.of<event::RunFailed>().front();
    EXPECT_EQ(failure.reason.code, "run.not-finite");
    EXPECT_GT(failure.step, 18);
    EXPECT_NE(failure.reason.sentence().find(std::to_string(failure.step)), std::string::npos);
    for (const double total : totals()) EXPECT_TRUE(std::isfinite(total));
    // The weights are good: they decode to pictures, and training goes on with a smaller step.
    session->decode(Lane::Pointer, {{{0, 0}}});
    ASSERT_TRUE(until([this] { return session->answer(Lane::Pointer) != nullptr; }));
    EXPECT_TRUE(session->answer(Lane::Pointer)->error.code.empty());
    ASSERT_TRUE(done(session->adjust("learning_rate", 1e-6)));
    ASSERT_TRUE(done(session->adjust("beta", 1)));
    ASSERT_TRUE(done(session->train(0, 3))) << lastReason.sentence();
    ASSERT_TRUE(until([this] { return session->state() != RunState::Running; }));
}

TEST_F(SessionRun, ConfigurationsThatCannotWorkAreRefusedAndNothingChanges) {
    loadShapes(300);
    RunConfig config = small();
    config.recipe = "vae-2";
    EXPECT_FALSE(done(session->configure(config)));
    EXPECT_EQ(lastReason.code, "recipe.unknown");
    config = small();
    config.overrides["hidden"] = std::string("16384-16384-16384-16384-16384-16384-16384-16384");
    config.overrides["batch_size"] = int64_t{65536};
    EXPECT_FALSE(done(session->configure(config)));
    EXPECT_EQ(lastReason.code, "memory.estimate");
    EXPECT_EQ(session->info()->config.overrides.at("hidden"), SettingValue(std::string("64")));
    trainToTheEnd(1, 0);
}

TEST_F(SessionRun, ARecipeThatCannotReadTheImagesIsReadyWithoutAModel) {
    RunConfig config;
    config.recipe = "conv-ae-32";
    ASSERT_TRUE(done(session->configure(config)));
    ASSERT_TRUE(done(session->load(shapes(300))));
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_EQ(session->metrics(), nullptr);
    EXPECT_EQ(log.of<event::Warning>().size(), 1u);
    EXPECT_FALSE(done(session->train()));
    EXPECT_EQ(lastReason.code, "model.shape");
    ASSERT_TRUE(done(session->configure(small())));
    trainToTheEnd(1, 0);
}

TEST_F(SessionRun, HeldOutImagesOfTheirOwn) {
    const auto other = folder / "other";
    std::filesystem::create_directories(other);
    for (int i = 0; i < 5; ++i) {
        Picture picture{16, 16, 1, std::vector<uint8_t>(256, static_cast<uint8_t>(40 * i))};
        writePng(other / ("p" + std::to_string(i) + ".png"), picture);
    }
    RunConfig config = small();
    config.heldOutSources = {other.string()};
    ASSERT_TRUE(done(session->configure(config)));
    ASSERT_TRUE(done(session->load(shapes(256)))) << lastReason.sentence();
    EXPECT_EQ(session->split()->train.size(), 256u);
    EXPECT_TRUE(session->split()->heldOut.empty());
    trainToTheEnd(1, 0);
    EXPECT_EQ(session->metrics()->heldOut.size(), 1);
}

TEST_F(SessionRun, HeldOutImagesOfTheirOwnMayBeNamedWhenTheOthersAreThere) {
    const ImportRequest other = greyPhotos(folder / "other", 5);
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(shapes(256)))) << lastReason.sentence();
    const auto images = session->images();
    RunConfig config = small();
    config.heldOutSources = {(folder / "gone").string()};
    EXPECT_FALSE(done(session->configure(config)));
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_TRUE(session->info()->config.heldOutSources.empty()) << "nothing has changed";
    config.heldOutSources = other.sources;
    ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
    EXPECT_EQ(session->state(), RunState::Ready);
    EXPECT_EQ(session->images(), images);
    EXPECT_EQ(session->info()->config.heldOutSources, other.sources);
    EXPECT_EQ(session->split()->train.size(), 256u);
    trainToTheEnd(1, 0);
    EXPECT_EQ(session->metrics()->heldOut.size(), 1);
    session->measureSide(Side::HeldOut);
    ASSERT_TRUE(until([this] { return session->sideMeasured() && session->sideMeasured()->done(); }));
    EXPECT_EQ(session->sideMeasured()->images, 5);
    // And split off again.
    ASSERT_TRUE(done(session->configure(small()))) << lastReason.sentence();
    EXPECT_FALSE(session->split()->heldOut.empty());
}

TEST_F(SessionRun, AFolderThatIsDeletedWhileTrainingDoesNotStopIt) {
    const auto photos = folder / "photos";
    const ImportRequest request = greyPhotos(photos, 40);
    ASSERT_TRUE(done(session->configure(small())));
    ASSERT_TRUE(done(session->load(request))) << lastReason.sentence();
    ASSERT_TRUE(done(session->train(200, 0)));
    std::filesystem::remove_all(photos);
    ASSERT_TRUE(until([this] { return session->state() != RunState::Running; }));
    EXPECT_EQ(session->state(), RunState::Finished);
    EXPECT_FALSE(done(session->load(request)));
    EXPECT_EQ(session->images()->count(), 40) << "what was loaded stays";
    EXPECT_EQ(session->state(), RunState::Finished);
}

TEST_F(SessionRun, ClearForgets) {
    loadShapes(300);
    ASSERT_TRUE(done(session->train()));
    ASSERT_TRUE(done(session->clear()));
    EXPECT_EQ(session->state(), RunState::Empty);
    EXPECT_EQ(session->images(), nullptr);
    EXPECT_EQ(session->metrics(), nullptr);
    EXPECT_EQ(session->info()->parameters, 0);
}

}  // namespace
}  // namespace zscape
