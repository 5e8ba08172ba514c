#include "engine/session/background_budget.h"

#include <gtest/gtest.h>

namespace zscape {
namespace {

using Kind = BackgroundBudget::Kind;

/// A second of training in each turn; a look of `lookSeconds` whenever one is allowed. \return seconds of looks
double looks(BackgroundBudget& budget, int64_t turns, double lookSeconds, Kind kind) {
    double total = 0;
    for (int64_t i = 1; i <= turns; ++i) {
        budget.trained(1, 0);
        if (!budget.allows(kind)) continue;
        budget.looked(lookSeconds, kind);
        total += lookSeconds;
    }
    return total;
}

double catchUp(BackgroundBudget& budget, int64_t fromStep, int64_t turns, double lookSeconds) {
    double total = 0;
    for (int64_t i = 1; i <= turns; ++i) {
        budget.trained(1, fromStep + i);
        if (!budget.allowsCatchingUp()) continue;
        budget.caughtUp(lookSeconds);
        total += lookSeconds;
    }
    return total;
}

TEST(BackgroundBudget, EachKindTakesItsShareWhateverTheOthersTook) {
    BackgroundBudget budget;
    budget.looked(2, Kind::Diagnostics);  // long before its time
    EXPECT_NEAR(looks(budget, 1000, 0.1, Kind::Followed), 10, 0.2);
    EXPECT_NEAR(looks(budget, 1000, 0.1, Kind::AllCodes), 40, 0.2) << "of 2,000 seconds";
    EXPECT_NEAR(looks(budget, 1000, 0.1, Kind::FewCodes), 18, 0.2);
    EXPECT_NEAR(looks(budget, 1000, 0.1, Kind::Diagnostics), 14, 0.2) << "less what it had taken";
    double all = 0;
    for (const Kind kind : {Kind::Diagnostics, Kind::Followed, Kind::FewCodes, Kind::Weights})
        all += BackgroundBudget::kShares[static_cast<size_t>(kind)];
    EXPECT_LE(all, 0.026 + 1e-9);
}

TEST(BackgroundBudget, CatchingUpIsGrantedMoreButOnlySoMuch) {
    BackgroundBudget budget;
    budget.trained(0, 1000);  // the doubling
    EXPECT_NEAR(catchUp(budget, 1000, 20, 0.25), BackgroundBudget::kCatchUpShare * 20, 0.5);
    // 900 more steps are no doubling.
    EXPECT_NEAR(catchUp(budget, 1020, 900, 0.25),
                BackgroundBudget::kCatchUpSeconds - BackgroundBudget::kCatchUpShare * 20, 0.5);
    EXPECT_NEAR(looks(budget, 100, 0.5, Kind::AllCodes), 0.02 * 1020, 0.6) << "the common share is untouched by it";
}

TEST(BackgroundBudget, ADoublingGrantsAgainAndWhatWasLeftIsNotSavedUp) {
    BackgroundBudget budget;
    budget.trained(0, 100);
    catchUp(budget, 100, 90, 0.1);
    budget.trained(0, 250);
    EXPECT_NEAR(catchUp(budget, 250, 20, 0.25), BackgroundBudget::kCatchUpShare * 20, 0.5);
}

TEST(BackgroundBudget, TheFirstSampleIsGrantedMoreOnceForEachStretch) {
    BackgroundBudget budget;
    const auto sample = [&budget](int turns) {
        double total = 0;
        for (int i = 0; i < turns; ++i) {
            budget.trained(0.1, i);
            if (!budget.allowsSample()) continue;
            budget.sampled(0.05);
            total += 0.05;
        }
        return total;
    };
    EXPECT_NEAR(sample(40), BackgroundBudget::kSampleShare * 4, 0.06);
    EXPECT_NEAR(sample(1000), BackgroundBudget::kSampleSeconds - BackgroundBudget::kSampleShare * 4, 0.11)
        << "and no more, however long it trains";
    EXPECT_EQ(sample(1000), 0);
    budget.begin();
    EXPECT_GT(sample(10), 0);
}

}  // namespace
}  // namespace zscape
