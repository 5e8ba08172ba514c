#include "engine/session/remedies.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace zscape {
namespace {

struct Plan {
    Remedy::Kind kind;
    const char* recipe;  ///< null: the run's own
    const char* key;     ///< what is set; null: the recipe's defaults
    double amount;
};

/// Fewer may be too few for these pictures.
constexpr int64_t kFewDimensions = 4;

constexpr std::array<Plan, 11> kPlans{{
    {Remedy::Kind::LowerBeta, nullptr, "beta", 1},
    {Remedy::Kind::FreeBits, "free-bits", "free_bits", 0.5},
    {Remedy::Kind::Annealed, "annealed", nullptr, 0},
    {Remedy::Kind::Cyclical, "cyclical", nullptr, 0},
    {Remedy::Kind::Capacity, "capacity", "capacity", 20},
    {Remedy::Kind::Control, "control-vae", "kl_target", 20},
    {Remedy::Kind::BatchNorm, "bn-vae", nullptr, 0},
    {Remedy::Kind::Scale, "scale-vae", nullptr, 0},
    {Remedy::Kind::Lagging, "lagging", nullptr, 0},
    {Remedy::Kind::MoreDimensions, nullptr, "latent_dimensions", 16},
    {Remedy::Kind::SmallerDecoder, nullptr, nullptr, 0},
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

/// A decoder that can draw the pictures by itself leaves nothing for the codes to say.
struct SmallerNetwork {
    const char* key;
    SettingValue value;
};

/// The next smaller choice of the network that was built, at most half as wide; nothing: it is small already.
std::optional<SmallerNetwork> smallerThan(const ModelSpec& spec) {
    const char* key = spec.part("decoder") == "dense" ? "hidden" : "width";
    if (!spec.has(key)) return std::nullopt;
    const Setting& setting = findSetting(spec.recipe.settings, key);
    const SettingValue now = spec.values.at(key);
    if (const auto* whole = std::get_if<int64_t>(&now)) {
        const int64_t half = *whole / 2;
        if (half < static_cast<int64_t>(setting.minimum) || half < 1) return std::nullopt;
        return SmallerNetwork{key, half};
    }
    const auto* text = std::get_if<std::string>(&now);
    if (!text) return std::nullopt;
    // Widths of layers, "512-256": each half as wide.
    std::string smaller;
    for (size_t at = 0; at < text->size();) {
        const size_t end = std::min(text->find('-', at), text->size());
        int64_t width = 0;
        const auto [rest, error] = std::from_chars(text->data() + at, text->data() + end, width);
        constexpr int64_t kNarrowest = 32;
        if (error != std::errc() || rest != text->data() + end || width / 2 < kNarrowest) return std::nullopt;
        smaller += (smaller.empty() ? "" : "-") + std::to_string(width / 2);
        at = end + 1;
    }
    if (smaller.empty()) return std::nullopt;
    return SmallerNetwork{key, smaller};
}

/// What the remedy has that the run has not; of another recipe also what only that one knows, where it is no default.
std::vector<RunDifference> changesOf(const ModelSpec& from, const ModelSpec& to) {
    std::vector<RunDifference> changes = differencesOf(to, &from);
    std::erase_if(changes, [&](const RunDifference& change) {
        // A recipe with one network says nothing of it: what was built stays.
        return change.key == "network" && to.part("encoder") == from.part("encoder");
    });
    return changes;
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
        // Where a heavy KL term silences the codes, neither helps.
        const bool heavy = spec.has("beta") && spec.number("beta") > 1;
        if (plan.kind == Remedy::Kind::MoreDimensions &&
            (heavy || !spec.has("latent_dimensions") || spec.integer("latent_dimensions") > kFewDimensions))
            continue;
        const std::optional<SmallerNetwork> smaller =
            plan.kind == Remedy::Kind::SmallerDecoder && !heavy ? smallerThan(spec) : std::nullopt;
        if (plan.kind == Remedy::Kind::SmallerDecoder && !smaller) continue;
        Remedy remedy{plan.kind, info.config, plan.amount, false, {}};
        remedy.config.recipe = recipe.name;
        remedy.config.origin.reset();
        remedy.config.overrides = sharedSettings(spec, recipe);
        if (smaller) remedy.config.overrides[smaller->key] = smaller->value;
        else if (plan.kind == Remedy::Kind::MoreDimensions)
            remedy.config.overrides[plan.key] = static_cast<int64_t>(plan.amount);
        else if (plan.key) remedy.config.overrides[plan.key] = plan.amount;
        if (const auto beta = remedy.config.overrides.find("beta"); beta != remedy.config.overrides.end())
            if (const double* value = std::get_if<double>(&beta->second)) beta->second = std::min(*value, 1.0);
        try {
            const ModelSpec made = makeSpec(recipe, remedy.config.overrides, spec.shape);
            remedy.carriesWeights = sameNetworks(spec, made);
            remedy.changes = changesOf(spec, made);
        } catch (const Error&) {
            continue;  // a recipe that cannot work with these images or this batch is no remedy for this run
        }
        remedies.push_back(std::move(remedy));
    }
    return remedies;
}

}  // namespace zscape
