#include "engine/session/remedies.h"

#include <algorithm>
#include <array>

namespace zscape {
namespace {

struct Plan {
    Remedy::Kind kind;
    const char* recipe;  ///< null: the run's own
    const char* key;     ///< what is set; null: the recipe's defaults
    double amount;
};

constexpr std::array<Plan, 9> kPlans{{
    {Remedy::Kind::LowerBeta, nullptr, "beta", 1},
    {Remedy::Kind::FreeBits, "free-bits", "free_bits", 0.5},
    {Remedy::Kind::Annealed, "annealed", nullptr, 0},
    {Remedy::Kind::Cyclical, "cyclical", nullptr, 0},
    {Remedy::Kind::Capacity, "capacity", "capacity", 20},
    {Remedy::Kind::Control, "control-vae", "kl_target", 20},
    {Remedy::Kind::BatchNorm, "bn-vae", nullptr, 0},
    {Remedy::Kind::Scale, "scale-vae", nullptr, 0},
    {Remedy::Kind::Lagging, "lagging", nullptr, 0},
}};

/// Latents whose codes have a variance, so that a KL term can pull them to the prior.
bool canCollapse(const ModelSpec& spec) {
    return spec.hasPart("encoder") && spec.hasPart("latent") && spec.part("latent") != "point" &&
           spec.part("latent") != "sparse";
}

/// Settings of `spec` that `recipe` knows too and can take.
SettingValues sharedSettings(const ModelSpec& spec, const Recipe& recipe) {
    SettingValues shared;
    for (const Setting& setting : recipe.settings) {
        if (spec.automatic.contains(setting.key)) continue;  // chosen anew, for another recipe may need more of it
        const auto value = spec.values.find(setting.key);
        SettingValue wanted = value != spec.values.end() ? value->second : setting.value;
        // A recipe with one network only has no such setting; the remedy is to have the network that was built.
        if (setting.key == "network") wanted = spec.part("encoder");
        else if (value == spec.values.end()) continue;
        try {
            shared[setting.key] = checkSetting(setting, wanted);
        } catch (const Error&) {
            continue;  // a value that this recipe does not offer: its default stands, and the weights are not carried
        }
    }
    return shared;
}

bool sameNetworks(const ModelSpec& a, const ModelSpec& b) {
    for (const char* role : {"encoder", "decoder", "latent", "likelihood"})
        if (a.part(role) != b.part(role)) return false;
    if (a.hasPart("skip") != b.hasPart("skip") || a.codeSize() != b.codeSize()) return false;
    for (const char* key : {"hidden", "width"}) {
        const std::string& network = a.part("encoder");
        const bool read = std::string(key) == (network == "dense" ? "hidden" : "width");
        if (read && a.has(key) && (!b.has(key) || a.values.at(key) != b.values.at(key))) return false;
    }
    return true;
}

}  // namespace

std::vector<Remedy> remediesFor(const RunInfo& info) {
    std::vector<Remedy> remedies;
    if (info.parameters == 0 || !canCollapse(info.spec)) return remedies;
    const ModelSpec& spec = info.spec;
    for (const Plan& plan : kPlans) {
        // The other recipes learn whole pictures, and not what is hidden of them.
        if (plan.recipe && hasLearnedPrior(spec)) continue;
        const std::string name = plan.recipe ? plan.recipe : spec.recipe.name;
        const Recipe& recipe = findRecipe(name);
        if (plan.kind == Remedy::Kind::LowerBeta && (!spec.has("beta") || spec.number("beta") <= plan.amount)) continue;
        // The run has this remedy already.
        if (plan.recipe && recipe.name == spec.recipe.name && (!plan.key || spec.number(plan.key) == plan.amount))
            continue;
        Remedy remedy{plan.kind, info.config, plan.amount, false};
        remedy.config.recipe = recipe.name;
        remedy.config.origin.reset();
        remedy.config.overrides = sharedSettings(spec, recipe);
        if (plan.key) remedy.config.overrides[plan.key] = plan.amount;
        if (const auto beta = remedy.config.overrides.find("beta"); beta != remedy.config.overrides.end())
            if (const double* value = std::get_if<double>(&beta->second)) beta->second = std::min(*value, 1.0);
        try {
            remedy.carriesWeights = sameNetworks(spec, makeSpec(recipe, remedy.config.overrides, spec.shape));
        } catch (const Error&) {
            continue;  // a recipe that cannot work with these images or this batch is no remedy for this run
        }
        remedies.push_back(std::move(remedy));
    }
    return remedies;
}

}  // namespace zscape
