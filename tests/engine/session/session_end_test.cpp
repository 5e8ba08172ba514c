#include "tests/engine/session/session_fixture.h"

namespace zscape {
namespace {

/// Runs that end by themselves. A learning rate of almost nothing: the held-out loss differs by its draws alone, and is
/// soon no better.
struct SessionEnd : testing::SessionFixture {
    static RunConfig still(const SettingValues& more) {
        RunConfig config = small();
        config.overrides["learning_rate"] = 1e-7;
        config.overrides["epochs"] = int64_t{500};
        for (const auto& [key, value] : more) config.overrides[key] = value;
        return config;
    }
    void loadStill(const SettingValues& more, const std::string& recipe = "vae-2d") {
        RunConfig config = still(more);
        config.recipe = recipe;
        ASSERT_TRUE(done(session->configure(config))) << lastReason.sentence();
        ASSERT_TRUE(done(session->load(shapes(320)))) << lastReason.sentence();
    }
    std::vector<double> heldOut() const {
        std::vector<double> totals;
        const auto metrics = session->metrics();
        for (int64_t row = 0; row < metrics->heldOut.size(); ++row)
            totals.push_back(metrics->heldOut.at(row, RunMetrics::kFixedColumns));
        return totals;
    }
    /// Epochs after which `patience` epochs in a row were no better than the best, told apart from the product's own
    /// count.
    static size_t endOf(const std::vector<double>& totals, size_t patience, size_t from = 0) {
        size_t best = from;
        for (size_t i = from + 1; i < totals.size(); ++i) {
            if (totals[i] < totals[best]) best = i;
            if (i - best >= patience) return i + 1;
        }
        return 0;
    }
};

TEST_F(SessionEnd, AfterEpochsWithoutABetterHeldOutLoss) {
    loadStill({{"patience", int64_t{3}}});
    trainToTheEnd();
    const auto totals = heldOut();
    ASSERT_LT(totals.size(), 500u) << "it never ended by itself";
    EXPECT_EQ(totals.size(), endOf(totals, 3));
    const auto info = session->info();
    EXPECT_EQ(info->step, static_cast<int64_t>(totals.size()) * info->stepsPerEpoch);
    EXPECT_EQ(info->epochsPlanned, 500);
    const auto ends = log.of<event::EndedByItself>();
    ASSERT_EQ(ends.size(), 1u);
    const std::string best = std::to_string(totals.size() - 3);
    EXPECT_EQ(ends[0].why.sentence(),
              "Ended by itself: 3 epochs without a better held-out loss; best at epoch " + best + ".");
    EXPECT_EQ(info->endedBy.sentence(), ends[0].why.sentence());
    EXPECT_EQ(info->bestEpoch, static_cast<double>(totals.size() - 3));
}

TEST_F(SessionEnd, ItGoesOnAsFarAsAPersonSaysAndThenWaitsAnew) {
    loadStill({{"patience", int64_t{3}}});
    trainToTheEnd();
    const size_t first = heldOut().size();
    // The person has seen that it ended: ten more are ten more.
    trainToTheEnd(10, 0);
    EXPECT_EQ(heldOut().size(), first + 10);
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 1u);
    EXPECT_TRUE(session->info()->endedBy.code.empty());
    // As planned: the best stays the one to beat, and three more epochs are waited.
    trainToTheEnd();
    const auto totals = heldOut();
    const auto best = static_cast<size_t>(std::min_element(totals.begin(), totals.end()) - totals.begin());
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 2u);
    EXPECT_EQ(totals.size(), std::max(first + 10, best + 1) + 3);
}

TEST_F(SessionEnd, ARunThatIsTakenUpAgainEndsWhereItWouldHave) {
    loadStill({{"patience", int64_t{6}}});
    trainToTheEnd();
    const auto whole = heldOut();
    ASSERT_GT(whole.size(), 6u);
    ASSERT_TRUE(done(session->configure(still({{"patience", int64_t{6}}}))));
    trainToTheEnd(4, 0);
    ASSERT_TRUE(done(session->save(folder / "p")));
    restart();
    ASSERT_TRUE(done(session->open(folder / "p"))) << lastReason.sentence();
    ASSERT_TRUE(done(session->adjust("epochs", 500)));
    trainToTheEnd();
    EXPECT_EQ(heldOut(), whole);
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 1u);
    // Opened again it has ended; with more patience it would not have.
    ASSERT_TRUE(done(session->adjust("patience", 0)));
    trainToTheEnd(0, 3);
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 1u);
}

TEST_F(SessionEnd, EpochsInWhichAScheduleMovesAreNotCounted) {
    loadStill({{"patience", int64_t{2}}, {"warmup_epochs", 8.0}, {"beta", 1000.0}}, "annealed");
    trainToTheEnd();
    const auto totals = heldOut();
    // The KL weight rises, and with it every total: without this the run would have ended at epoch 3.
    EXPECT_GT(totals[4], totals[0]);
    EXPECT_EQ(totals.size(), endOf(totals, 2, 7)) << "the first total that compares is that of epoch 8";
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 1u);
}

TEST_F(SessionEnd, AnotherObjectiveBeginsTheCountAnew) {
    loadStill({});
    trainToTheEnd(2, 0);
    ASSERT_TRUE(done(session->adjust("beta", 50)));
    ASSERT_TRUE(done(session->adjust("patience", 2)));
    ASSERT_TRUE(done(session->adjust("epochs", 500)));
    trainToTheEnd();
    const auto totals = heldOut();
    EXPECT_EQ(totals.size(), endOf(totals, 2, 2)) << "totals before the change do not compare";
}

TEST_F(SessionEnd, AfterMinutesAndForAsManyOnceMore) {
    loadStill({{"minutes", 0.01}, {"epochs", int64_t{1000000}}});
    trainToTheEnd();
    const auto metrics = session->metrics();
    const double seconds = metrics->train.at(metrics->train.size() - 1, RunMetrics::kSeconds);
    EXPECT_GE(seconds, 0.55);
    ASSERT_EQ(log.of<event::EndedByItself>().size(), 1u);
    const std::string sentence = log.of<event::EndedByItself>()[0].why.sentence();
    EXPECT_TRUE(
        sentence.starts_with("Ended by itself: 0.01 minutes of training are over; best held-out loss at epoch "))
        << sentence;
    EXPECT_EQ(session->metrics()->heldOut.at(session->metrics()->heldOut.size() - 1, RunMetrics::kStep),
              session->info()->step)
        << "measured where it ended";
    const int64_t step = session->info()->step;
    trainToTheEnd();
    EXPECT_GT(session->info()->step, step);
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 2u);
    trainToTheEnd(0, 2);
    EXPECT_EQ(log.of<event::EndedByItself>().size(), 2u) << "two steps are two steps";
}

TEST_F(SessionEnd, WithoutPatienceOrHeldOutImagesItGoesToItsPlan) {
    loadStill({{"epochs", int64_t{12}}});
    trainToTheEnd();
    EXPECT_EQ(heldOut().size(), 12u);
    EXPECT_TRUE(log.of<event::Warning>().empty());
    // A single picture trains, and there is none to hold out.
    ASSERT_TRUE(done(session->configure(still({{"epochs", int64_t{12}}, {"patience", int64_t{1}}}))));
    ASSERT_TRUE(done(session->load(greyPhotos(folder / "one", 1)))) << lastReason.sentence();
    ASSERT_TRUE(session->split()->heldOut.empty());
    trainToTheEnd();
    EXPECT_EQ(session->info()->epoch, 12);
    EXPECT_TRUE(log.of<event::EndedByItself>().empty());
    ASSERT_EQ(log.of<event::Warning>().size(), 1u) << "patience that cannot end anything is said";
    EXPECT_EQ(log.of<event::Warning>()[0].what.code, "run.patience");
}

TEST_F(SessionEnd, AFewImagesGetASmallBatchAndManyEpochs) {
    ASSERT_TRUE(done(session->load(shapes(800)))) << lastReason.sentence();
    const auto info = session->info();
    EXPECT_EQ(info->spec.integer("batch_size"), 32);
    EXPECT_EQ(info->stepsPerEpoch, 23) << "720 train";
    EXPECT_EQ(info->epochsPlanned, 109);
    EXPECT_EQ(info->spec.automatic.size(), 2u);
    EXPECT_TRUE(info->config.overrides.empty()) << "nobody gave a number";
    ASSERT_TRUE(done(session->adjust("epochs", 2)));
    EXPECT_EQ(session->info()->epochsPlanned, 2);
    EXPECT_FALSE(session->info()->spec.automatic.contains("epochs"));
    ASSERT_TRUE(done(session->adjust("epochs", 0)));
    EXPECT_EQ(session->info()->epochsPlanned, 109);
    EXPECT_TRUE(session->info()->spec.automatic.contains("epochs"));
    EXPECT_EQ(session->marks().back().value, 109);
    // Stored with the run, and read back.
    ASSERT_TRUE(done(session->save(folder / "p")));
    restart();
    ASSERT_TRUE(done(session->open(folder / "p"))) << lastReason.sentence();
    EXPECT_EQ(session->info()->spec.integer("batch_size"), 32);
    EXPECT_EQ(session->info()->epochsPlanned, 109);
    EXPECT_EQ(session->info()->spec.automatic.size(), 2u);
}

}  // namespace
}  // namespace zscape
