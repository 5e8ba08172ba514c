#include "tests/engine/session/session_fixture.h"

#include <iostream>

namespace zscape {
namespace {

/// All 70,000 digits: the alarm on the collapse that is known, and its silence on healthy models.
struct SessionCollapseSlow : testing::SessionFixture {
    /// Trains on Digits. \return the newest look
    std::shared_ptr<const DiagnosticsSnapshot> trained(const std::string& recipe, SettingValues overrides,
                                                       int64_t epochs) {
        RunConfig config;
        config.recipe = recipe;
        overrides["epochs"] = epochs;
        config.overrides = std::move(overrides);
        EXPECT_TRUE(done(session->configure(config))) << lastReason.sentence();
        EXPECT_TRUE(done(session->load({{"sample:digits"}, {}}))) << lastReason.sentence();
        EXPECT_TRUE(done(session->train()));
        bool alarmed = false;
        EXPECT_TRUE(until([&] {
            const auto seen = session->diagnostics();
            alarmed = alarmed || (seen && seen->alarm != CollapseState::None);
            return session->state() == RunState::Finished;
        }));
        everAlarmed = alarmed;
        const auto seen = session->diagnostics();
        for (const CollapseReading& reading : seen->history)
            std::cout << recipe << " step " << reading.step << ": " << reading.activeUnits << " active, information "
                      << reading.information << ", KL " << reading.klSum << '\n';
        return seen;
    }
    bool everAlarmed = false;
};

TEST_F(SessionCollapseSlow, AlarmsWithinFiveEpochsOfABetaOfThirty) {
    const auto seen = trained("beta-vae",
                              {{"network", std::string("dense")},
                               {"hidden", std::string("512-256")},
                               {"latent_dimensions", int64_t{16}},
                               {"beta", 30.0}},
                              5);
    EXPECT_EQ(seen->alarm, CollapseState::Collapsed);
    EXPECT_EQ(seen->now().activeUnits, 0);
    EXPECT_LT(seen->now().information, 0.1);
}

TEST_F(SessionCollapseSlow, IsSilentOnTheDenseVae) {
    trained("vae-dense", {}, 3);
    EXPECT_FALSE(everAlarmed);
}

TEST_F(SessionCollapseSlow, IsSilentOnTheVaeOfTwoDimensions) {
    trained("vae-2d", {}, 3);
    EXPECT_FALSE(everAlarmed);
}

}  // namespace
}  // namespace zscape
