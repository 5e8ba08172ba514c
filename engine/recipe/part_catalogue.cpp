#include "engine/recipe/part_catalogue.h"

#include "engine/core/composite.h"
#include "engine/core/error.h"

#include <algorithm>
#include <charconv>

namespace zscape {

namespace {

constexpr int kSmallestSize = 16;
constexpr int kLargestSize = 256;
constexpr int64_t kDensePixels = 1024;  // 32 x 32 grey: above it a dense network's first layer outgrows all others
constexpr int64_t kMostLabels = 4096;   // a number each beside every code
constexpr size_t kMostHiddenLayers = 8;
constexpr int64_t kWidestHidden = 16384;
constexpr int64_t kSmallestCompared =
    64;  // images of a batch that is compared with itself, where nobody says another number

Setting number(std::string key, std::string label, double value, double minimum, double maximum, std::string unit,
               std::string sentence) {
    Setting setting;
    setting.key = std::move(key);
    setting.label = std::move(label);
    setting.type = Setting::Type::Number;
    setting.value = value;
    setting.minimum = minimum;
    setting.maximum = maximum;
    setting.unit = std::move(unit);
    setting.sentence = std::move(sentence);
    return setting;
}

Setting integer(std::string key, std::string label, int64_t value, int64_t minimum, int64_t maximum, std::string unit,
                std::string sentence) {
    Setting setting = number(std::move(key), std::move(label), 0, static_cast<double>(minimum),
                             static_cast<double>(maximum), std::move(unit), std::move(sentence));
    setting.type = Setting::Type::Integer;
    setting.value = value;
    return setting;
}

Setting choice(std::string key, std::string label, std::vector<std::string> choices, std::string sentence) {
    Setting setting = number(std::move(key), std::move(label), 0, 0, 0, "", std::move(sentence));
    setting.type = Setting::Type::Choice;
    setting.value = choices.front();
    setting.choices = std::move(choices);
    return setting;
}

Setting curve(std::string key, std::string label, std::string value, double minimum, double maximum, std::string unit,
              std::string sentence) {
    Setting setting =
        number(std::move(key), std::move(label), 0, minimum, maximum, std::move(unit), std::move(sentence));
    setting.type = Setting::Type::Curve;
    setting.value = std::move(value);
    return setting;
}

Setting flag(std::string key, std::string label, std::string sentence) {
    Setting setting = number(std::move(key), std::move(label), 0, 0, 0, "", std::move(sentence));
    setting.type = Setting::Type::Flag;
    setting.value = false;
    return setting;
}

/// 0 stands for "by the number of images", and is what it is when nobody gives a number; many images get `value`.
Setting automatic(Setting setting) {
    setting.automatic = true;
    setting.minimum = 0;
    return setting;
}
Setting primary(Setting setting) {
    setting.primary = true;
    return setting;
}
Setting live(Setting setting) {
    setting.live = true;
    return setting;
}
Setting logarithmic(Setting setting) {
    setting.logarithmic = true;
    return setting;
}

std::string describe(const DataShape& shape) {
    const std::string side = std::to_string(shape.size);
    return side + " × " + side + channelsAfterSize(shape.channels);
}

void checkPictures(const ModelSpec& spec) {
    if (spec.integer("shift") >= spec.shape.size)
        throw Error("setting.value", "%1 cannot be \"%2\". Give a whole number from %3 to %4.",
                    {"shift", std::to_string(spec.integer("shift")), "0", std::to_string(spec.shape.size - 1)});
    if (spec.shape.size < kSmallestSize || spec.shape.size > kLargestSize)
        throw Error("model.size",
                    "Models read images of 16 to 256 pixels a side; these have %1. Import them at another size.",
                    {std::to_string(spec.shape.size)});
    if (spec.shape.channels < 1 || spec.shape.channels > kMostChannels)
        throw Error("model.channels", "Models read images of 1 to %2 channels; these have %1. Import fewer of them.",
                    {std::to_string(spec.shape.channels), std::to_string(kMostChannels)});
}

void checkConvAe32(const ModelSpec& spec) {
    if (spec.shape.size != 32 || spec.shape.channels != 3)
        throw Error(
            "model.shape",
            "The recipe \"%1\" reads 32 × 32 colour images only; these are %2. Import them at size 32 in colour, "
            "or choose another recipe.",
            {spec.recipe.shownName(), describe(spec.shape)});
}

void checkBernoulli(const ModelSpec& spec) {
    if (spec.shape.channels != 1)
        throw Error("model.bernoulli",
                    "The reconstruction bernoulli needs black-and-white pixels, and these images are of %1. Import "
                    "them in grey, or choose the reconstruction bce.",
                    {channelsText(spec.shape.channels)});
}

/// Terms over a whole batch say nothing about a batch of one.
void checkBatch(const ModelSpec& spec) {
    if (spec.integer("batch_size") < 2)
        throw Error(
            "model.batch",
            "The recipe \"%1\" compares the images of a batch, and its batch is 1. Choose a batch of 2 or more; 64 "
            "and above work well.",
            {spec.recipe.shownName()});
}

void checkImportance(const ModelSpec& spec) {
    if (spec.part("likelihood") == "mse" || spec.part("likelihood") == "mse-linear" ||
        spec.part("likelihood") == "laplacian-l1")
        throw Error("model.likelihood",
                    "The recipe \"%1\" weighs codes by their likelihood, and squared error is none. Choose the "
                    "reconstruction gaussian, bernoulli or bce.",
                    {spec.recipe.shownName()});
}

void checkLabels(const ModelSpec& spec) {
    if (spec.shape.labels < 2)
        throw Error(
            "model.labels",
            "The recipe \"%1\" tells the network each picture's label, and these images have none. Put each class "
            "into a folder of its own and open the folder above, or choose another recipe.",
            {spec.recipe.shownName()});
    if (spec.shape.unlabelled > 0)
        throw Error(
            "model.labels",
            "The recipe \"%1\" tells the network each picture's label, and %2 of these images have none. Put them "
            "into a folder of their class, or choose another recipe.",
            {spec.recipe.shownName(), std::to_string(spec.shape.unlabelled)});
    if (spec.shape.labels > kMostLabels)
        throw Error(
            "model.labels",
            "The recipe \"%1\" tells the network each picture's label as one of at most %2, and these images have "
            "%3. Open fewer classes, or choose another recipe.",
            {spec.recipe.shownName(), std::to_string(kMostLabels), std::to_string(spec.shape.labels)});
}

void checkSkip(const ModelSpec& spec) {
    if (spec.hasPart("skip"))
        throw Error("model.parts",
                    "The recipe \"%1\" mixes parts that do not fit: only the decoders dense and conv give the code to "
                    "every layer, and this one is %2.",
                    {spec.recipe.shownName(), spec.part("decoder")});
}

/// Remedies that reach for an encoder have nothing to work on, and codes are searched for one image at a time.
void checkTable(const ModelSpec& spec) {
    const auto refuse = [&](const std::string& what) {
        throw Error("model.table", "The recipe \"%1\" learns its codes in a table and has no encoder, so %2.",
                    {spec.recipe.shownName(), what});
    };
    if (spec.text("corruption") != "none")
        refuse("nothing would see the spoiled pictures. Set the corruption to none, or choose denoising-ae");
    if (augments(spec))
        refuse(
            "one code would have to be that of every mirrored, shifted or coloured version of its picture. Set mirror, "
            "shift and colour to off and 0, or choose a recipe with an encoder");
    const std::string& latent = spec.part("latent");
    if (latent != "point" && latent != "gaussian")
        refuse("the latent " + latent +
               ", which reshapes what an encoder says, has nothing to work on. Use point or gaussian");
    const std::string& bound = spec.part("bound");
    if (bound != "reconstruction" && bound != "elbo")
        refuse("the bound " + bound +
               ", which weighs the codes of an encoder, has nothing to work on. Use reconstruction or elbo");
    if (spec.hasPart("penalty"))
        refuse("the penalty " + spec.part("penalty") +
               ", which compares the codes of a batch, cannot be had for one image alone. Leave it out");
    if (spec.hasPart("weighting") && spec.part("weighting") != "beta")
        refuse("the weighting " + spec.part("weighting") +
               " of its codes is not known when one is searched for. Use beta");
}

void checkCategorical(const ModelSpec& spec) {
    if (spec.part("decoder") == "dense" || spec.part("decoder") == "linear")
        throw Error("model.categorical",
                    "Reconstruction categorical asks the decoder for 256 numbers a pixel, each of which a dense layer "
                    "would have its own weights for. Choose the network conv or residual, or another reconstruction.");
}

void checkLagging(const ModelSpec& spec) {
    if (spec.part("encoder").starts_with("table"))
        throw Error(
            "model.table",
            "The recipe \"%1\" learns its codes in a table, so there is no encoder that could lag behind. Leave "
            "the update lagging out.",
            {spec.recipe.shownName()});
    if (spec.part("bound") != "elbo")
        throw Error(
            "model.parts",
            "The recipe \"%1\" mixes parts that do not fit: the update lagging needs the bound elbo, whose codes "
            "have a mutual information.",
            {spec.recipe.shownName()});
}

/// Every kind of views takes them: how a picture differs each time it trains.
std::vector<Setting> withAugmentation(std::vector<Setting> settings) {
    settings.push_back(flag("mirror", "Mirror",
                            "Every second picture of a batch is trained left-right reversed, by lot: more pictures for "
                            "nothing, where left and right mean nothing."));
    settings.push_back(integer("shift", "Shift", 0, 0, 255, "pixels at most",
                               "Each time a picture trains it is moved by up to so many pixels, across and up or down; "
                               "what comes in repeats the edge."));
    settings.push_back(number("colour", "Colour", 0, 0, 1, "",
                              "Each time a picture trains its brightness, contrast and saturation differ by up to this "
                              "share. Grey pictures have no saturation."));
    return settings;
}

std::vector<PartDeclaration> declareParts() {
    const Setting latentDimensions =
        integer("latent_dimensions", "Latent dimensions", 16, 1, 4096, "dimensions",
                "How many numbers a code has: with 2 the plane shows all of it, with more the pictures get sharper.");
    const Setting hidden = [] {
        Setting setting = choice(
            "hidden", "Dense layers", {"400"},
            "Widths of the encoder's hidden layers, as 512-256; the decoder has them in reverse. Dense networks only.");
        setting.type = Setting::Type::Text;
        setting.choices.clear();
        setting.unit = "neurons";
        return setting;
    }();
    const Setting width = integer(
        "width", "First channels", 32, 4, 256, "channels",
        "Channels of the first convolution; each halving of the image doubles them. Convolutional networks only.");
    const Setting beta =
        primary(live(logarithmic(number("beta", "KL weight β", 1, 0, 1000, "",
                                        "How much the codes are pulled towards the prior: 1 is the evidence bound, "
                                        "more gives simpler codes and blurrier pictures."))));
    const std::vector<Setting> table = {
        latentDimensions,
        primary(live(logarithmic(number("code_learning_rate", "Code learning rate", 0.05, 1e-7, 1000, "",
                                        "The size of a step of the codes, which have an optimiser of their own: each "
                                        "moves once an epoch, so it is larger than the network's.")))),
        primary(choice(
            "codes_start", "Codes start", {"pca", "random"},
            "pca: from the principal components of the pixels, so that alike pictures begin alike; random: anywhere.")),
        choice("code_optimiser", "Code optimiser", {"adam", "sgd"},
               "adam: every code has its own moments; sgd: plain steps, with a learning rate of 1 or more."),
        integer("encode_steps", "Search steps", 50, 1, 10000, "steps",
                "The code of a picture that was not trained on is searched for with the decoder held: so many steps of "
                "Adam."),
        logarithmic(number("encode_learning_rate", "Search rate", 0.1, 1e-6, 10, "",
                           "The first step of that search; the steps shorten to nothing."))};
    const auto checkDense = [](const ModelSpec& spec) { readHiddenWidths(spec.text("hidden")); };

    const std::vector<Setting> corruption = {
        choice("corruption", "Corruption", {"none", "gaussian", "salt_and_pepper", "masking"},
               "Spoils what the encoder sees; the clean image stays the target, so that the network learns to clean."),
        number("corruption_strength", "Strength", 0.3, 0, 1, "",
               "gaussian: standard deviation of the noise, of full white; salt_and_pepper and masking: share of the "
               "pixels.")};

    return {
        {"weighting", "beta", {beta}, {}},
        {"weighting",
         "warm-up",
         {beta, primary(number("warmup_epochs", "Warm-up", 5, 0, 1000000, "epochs",
                               "How long β takes from 0 to its full weight, in a straight line."))},
         {}},
        {"weighting",
         "cyclical",
         {beta,
          primary(integer("cycles", "Cycles", 4, 1, 10000, "",
                          "How often β goes from 0 to its full weight; after the last it stays there.")),
          primary(number("cycle_epochs", "A cycle", 5, 0.01, 1000000, "epochs", "How long a cycle lasts.")),
          number("cycle_ratio", "Rising share", 0.5, 0.01, 1, "of a cycle",
                 "The share of a cycle in which β rises; in the rest it keeps its full weight.")},
         {}},
        {"weighting",
         "capacity",
         {primary(live(
              number("capacity", "Capacity C", 20, 0, 10000, "nats",
                     "How much a code may say about its picture, in the end: the KL term is held at this value."))),
          primary(live(logarithmic(
              number("capacity_gamma", "Hold γ", 30, 0, 100000, "", "How hard the KL term is held at its capacity.")))),
          primary(number("capacity_epochs", "Growing", 10, 0, 1000000, "epochs",
                         "How long the capacity takes from 0 to its full value, in a straight line."))},
         {}},
        {"weighting",
         "free-bits",
         {beta, primary(live(number("free_bits", "Free bits λ", 0.5, 0, 100, "nats",
                                    "What each dimension may say for nothing: below it the KL term does not push, so "
                                    "that no dimension dies.")))},
         {}},
        {"weighting",
         "control",
         {primary(live(number("kl_target", "KL target", 20, 0, 10000, "nats",
                              "The KL term's value that the controller holds by turning β."))),
          logarithmic(
              number("control_kp", "Prompt gain", 0.01, 0, 100, "", "How much β answers the deviation of a moment.")),
          logarithmic(number("control_ki", "Lasting gain", 0.001, 0, 100, "per nat and step",
                             "How fast β moves while the KL term stays off its target.")),
          logarithmic(number("control_most", "Most β", 100, 0.001, 100000, "",
                             "The controller's end: β never rises above it."))},
         {}},
        {"weighting",
         "drawn",
         {primary(curve("beta_curve", "KL weight β", "0:0, 5:1", 0, 1000, "epochs",
                        "How much the codes are pulled towards the prior, as a line over the epochs: drag its points, "
                        "or write them as epoch:weight."))},
         {}},
        {"penalty",
         "total-correlation",
         {primary(live(logarithmic(number("tc_weight", "Total correlation weight", 5, 0, 1000, "",
                                          "How much dimensions that depend on each other cost, above what the KL term "
                                          "already takes: β-TCVAE with β = 1 + this weight.")))),
          choice("tc_estimator", "Estimate", {"stratified", "weighted"},
                 "How the codes' common distribution is estimated from a batch: stratified reads 0 when codes say "
                 "nothing, weighted (the paper's) (dimensions − 1) log(images).")},
         checkBatch,
         0,
         kSmallestCompared},
        {"penalty",
         "mmd",
         {primary(live(logarithmic(number("mmd_weight", "MMD weight", 500, 0, 1000000, "",
                                          "How much it costs when the cloud of all codes differs from the prior, which "
                                          "is what random codes are drawn from."))))},
         checkBatch,
         0,
         kSmallestCompared},
        {"penalty",
         "contrast",
         {primary(live(logarithmic(number("contrast_weight", "Contrast weight", 5, 0, 100000, "",
                                          "How much it costs when a picture's code is not nearer to that of the same "
                                          "picture, turned a little, than to the others'.")))),
          number("contrast_temperature", "Temperature τ", 0.1, 0.001, 100, "",
                 "How much nearer is near enough: small asks for little, and sharply.")},
         checkBatch,
         0,
         kSmallestCompared},
        {"penalty",
         "consistency",
         {primary(
             live(logarithmic(number("consistency_weight", "Consistency weight", 0.1, 0, 100000, "",
                                     "How much it costs when the same picture, turned a little, has another code."))))},
         {}},
        {"penalty",
         "guess",
         {live(number("guess_weight", "Guess weight", 1, 0, 1000, "",
                      "How much the error of the guess counts that the prior starts from: it is what that plain "
                      "network learns by, and moves nothing else."))},
         {}},
        {"penalty",
         "sparsity",
         {primary(live(logarithmic(number("sparsity_weight", "Sparsity weight", 0.1, 0, 100000, "",
                                          "How much it costs that a code uses many of its numbers.")))),
          primary(choice("sparsity", "Sparsity", {"l1", "kl"},
                         "l1: every number's size counts; kl: numbers lie between 0 and 1, and each one's mean over a "
                         "batch is held at the mean activation.")),
          number("sparsity_rho", "Mean activation ρ", 0.05, 0.001, 0.999, "",
                 "What each number of a code is on average. Sparsity kl only.")},
         {}},
        {"training",
         "adam",
         {primary(live(logarithmic(
              number("learning_rate", "Learning rate", 0.001, 1e-7, 1, "",
                     "The size of a step of Adam: lower it when the loss jumps, raise it when it creeps.")))),
          primary(live(automatic(integer("epochs", "Epochs", 20, 1, 1000000, "epochs",
                                         "How often training goes through all images. 0: by their number, so that a "
                                         "few images make as many steps as the pictures need.")))),
          primary(automatic(integer("batch_size", "Batch", 128, 1, 65536, "images",
                                    "Images in one step: more is steadier and needs more memory. 0: by the number of "
                                    "images, for a few learn faster in small batches."))),
          live(integer("patience", "Patience", 0, 0, 1000000, "epochs",
                       "The run ends by itself after so many epochs without a better held-out loss. Not counted while "
                       "a schedule moves. 0: never.")),
          live(number("minutes", "Most minutes", 0, 0, 1000000, "minutes",
                      "The run ends by itself after so many minutes of training. 0: never.")),
          number("heldout_fraction", "Held out", 0.1, 0, 0.5, "of images",
                 "The share kept from training, on which the loss is measured after every epoch.")},
         {}},
        {"encoder", "dense", {latentDimensions, hidden}, checkDense},
        {"encoder", "conv", {latentDimensions, width}, {}},
        {"encoder", "conv-ae-32", {}, checkConvAe32, int64_t{96} * 2 * 2},
        {"decoder", "dense", {latentDimensions, hidden}, checkDense},
        {"decoder", "conv", {latentDimensions, width}, {}},
        {"decoder",
         "conv-ae-32",
         {},
         [](const ModelSpec& spec) {
             checkConvAe32(spec);
             checkSkip(spec);
         },
         int64_t{96} * 2 * 2},
        {"encoder", "residual", {latentDimensions, width}, {}},
        {"decoder", "residual", {latentDimensions, width}, checkSkip},
        {"decoder",
         "inverse-lipschitz",
         {latentDimensions, hidden,
          primary(number("inverse_lipschitz", "Inverse Lipschitz L", 0.5, 0, 1000, "logits per unit of z",
                         "How far pictures move at least when codes do: above 0 no code can be without effect."))},
         checkSkip},
        {"encoder", "linear", {latentDimensions}, {}},
        {"decoder", "linear", {latentDimensions}, checkSkip},
        {"encoder", "table", table, checkTable},
        {"encoder", "table-in-ball", table, checkTable},
        {"latent", "point", {}, {}},
        {"latent", "sparse", {}, {}},
        {"latent", "gaussian", {}, {}},
        {"latent",
         "delta",
         {primary(number("delta", "Committed rate δ", 0.5, 0.001, 100, "nats",
                         "The least KL of every dimension: the spread of a code is held below the prior's."))},
         {}},
        {"latent",
         "batch-norm",
         {primary(number("bn_gamma", "BatchNorm γ", 0.7, 0.001, 100, "",
                         "The spread of the codes' means over the images, held fixed: the KL term stays above "
                         "dimensions · γ²/2."))},
         checkBatch,
         0,
         kSmallestCompared},
        {"latent",
         "scale",
         {primary(number("scale_spread", "Spread of scaled codes", 1, 0.001, 100, "",
                         "The codes' means are stretched to this spread over the images before they are decoded; the "
                         "KL term sees them unstretched."))},
         checkBatch,
         0,
         kSmallestCompared},
        {"skip", "code", {}, {}},
        {"condition", "label", {}, checkLabels},
        {"prior", "standard-normal", {}, {}},
        {"prior",
         "normal",
         {number("prior_sigma", "Prior spread s", 1, 0.0001, 1000, "",
                 "The codes are pulled towards a normal distribution of this standard deviation around 0.")},
         {}},
        {"prior", "learned-from-seen", {latentDimensions, hidden}, checkDense},
        {"likelihood", "bce", {}, {}},
        {"likelihood",
         "bernoulli",
         {choice("binarisation", "Black and white", {"dynamic", "static"},
                 "dynamic draws every pixel anew with its grey value as the chance, which compares with Burda et al. "
                 "2016; static cuts at the threshold. Reconstruction bernoulli only."),
          number("binarisation_threshold", "Threshold", 0.5, 0, 1, "",
                 "Pixels above it are white. Static binarisation only.")},
         checkBernoulli},
        {"likelihood", "mse", {}, {}},
        {"likelihood", "mse-linear", {}, {}},
        {"likelihood", "laplacian-l1", {}, {}},
        {"likelihood",
         "ms-ssim",
         {number("ssim_share", "Share of MS-SSIM", 0.84, 0, 1, "",
                 "1 compares structures alone, 0 brightness alone by the absolute difference. Reconstruction ms-ssim "
                 "only.")},
         {}},
        {"likelihood", "categorical", {}, checkCategorical},
        {"likelihood",
         "gaussian",
         {number("gaussian_sigma", "Pixel spread s", 0.1, 0.001, 10, "of full white",
                 "The standard deviation of a pixel around the decoder's picture; where it starts when it is learned. "
                 "Reconstruction gaussian only."),
          flag("gaussian_learned", "Learn s",
               "Train one s for all pixels with the network. Reconstruction gaussian only.")},
         {}},
        {"update",
         "lagging",
         {primary(integer("encoder_steps", "Encoder steps", 30, 1, 10000, "steps at most",
                          "Before each step the encoder alone takes so many at most, while its loss falls and the "
                          "codes still come to say more."))},
         checkLagging},
        {"views", "pictures", withAugmentation(corruption), checkPictures},
        {"views", "two-views",
         withAugmentation({corruption[0], corruption[1],
                           number("augmentation_strength", "Second view", 1, 0, 5, "",
                                  "How much the second view of a picture is turned, moved and zoomed: 1 is up to 15°, "
                                  "a tenth of the side and a tenth.")}),
         checkPictures},
        {"views", "quadrants",
         withAugmentation(
             {primary(integer("seen_quadrants", "Seen quadrants", 1, 1, 3, "of 4",
                              "How much of each picture is given: the lower left quarter, then the upper left one, "
                              "then the upper right one. What a code decodes to is the rest."))}),
         checkPictures},
        {"regulariser", "kl-qp", {}, {}},
        {"regulariser", "kl-pq", {}, {}},
        {"regulariser", "ce-qp", {}, {}},
        {"regulariser", "ce-pq", {}, {}},
        {"bound", "elbo", {}, {}},
        {"bound", "reconstruction", {}, {}},
        {"bound",
         "iwae",
         {primary(integer(
             "iwae_samples", "Codes an image", 5, 1, 1000, "codes",
             "How many codes are drawn for an image in a step: more tighten the bound and cost as much more."))},
         checkImportance},
    };
}

void addSettings(std::vector<Setting>& settings, const std::vector<Setting>& more) {
    for (const auto& setting : more)
        if (std::none_of(settings.begin(), settings.end(),
                         [&](const Setting& known) { return known.key == setting.key; }))
            settings.push_back(setting);
}

}  // namespace

const std::vector<PartDeclaration>& partCatalogue() {
    static const std::vector<PartDeclaration> parts = declareParts();
    return parts;
}

const std::vector<Selector>& selectors() {
    static const std::vector<Selector> all = {
        {choice("network", "Network", {"auto", "dense", "conv", "residual"},
                "dense: fully connected, best on small grey images; conv: convolutions, best on photographs; residual: "
                "deeper convolutions, sharper and slower; auto: dense up to 32 × 32 grey, conv above."),
         {"encoder", "decoder"}},
        {choice("reconstruction", "Reconstruction",
                {"bce", "bernoulli", "mse", "gaussian", "categorical", "laplacian-l1", "ms-ssim"},
                "How a picture is compared with its original: bce and bernoulli by cross-entropy, categorical by that "
                "of its 256 levels, mse and gaussian by squared difference, laplacian-l1 by edges and ms-ssim by "
                "structure at every scale."),
         {"likelihood"}},
    };
    return all;
}

const PartDeclaration& findPart(const std::string& role, const std::string& kind) {
    std::vector<std::string> kinds;
    for (const auto& part : partCatalogue()) {
        if (part.role != role) continue;
        if (part.kind == kind) return part;
        kinds.push_back(part.kind);
    }
    if (kinds.empty()) throw Error("model.part", "No part of a model is called \"%1\".", {role});
    const std::string near = nearestWord(kind, kinds);
    throw Error("model.part", "There is no %1 \"%2\" in this version. The nearest is %3.",
                {role, kind, near.empty() ? kinds.front() : near});
}

std::vector<Setting> collectSettings(const Parts& parts, const Choices& choices) {
    // The order of the form: what is changed most comes first.
    static const std::vector<std::string> order = {"weighting", "penalty",    "bound",   "latent",     "update",
                                                   "training",  "encoder",    "decoder", "skip",       "condition",
                                                   "prior",     "likelihood", "views",   "regulariser"};
    std::vector<Setting> settings;
    for (const auto& role : order) {
        std::vector<std::string> kinds;
        for (const auto& [partRole, kind] : parts)
            if (partRole == role) kinds.push_back(kind);
        for (const auto& selector : selectors()) {
            const auto offered = choices.find(selector.setting.key);
            if (offered == choices.end() || !std::count(selector.roles.begin(), selector.roles.end(), role)) continue;
            if (offered->second.empty())
                throw Error("model.part", "Nothing is offered for \"%1\", which has to be chosen.",
                            {selector.setting.key});
            Setting setting = selector.setting;
            setting.choices = offered->second;
            setting.value = offered->second.front();
            addSettings(settings, {setting});
            for (const auto& kind : offered->second)
                if (kind != "auto" && !std::count(kinds.begin(), kinds.end(), kind)) kinds.push_back(kind);
        }
        for (const auto& kind : kinds) {
            if (kind == "auto") continue;
            addSettings(settings, findPart(role, kind).settings);
        }
    }
    std::stable_partition(settings.begin(), settings.end(), [](const Setting& setting) { return setting.primary; });
    return settings;
}

std::string resolveKind(const std::string& selector, const std::string& value, const DataShape& shape) {
    if (selector != "network" || value != "auto") return value;
    return int64_t{shape.channels} * shape.size * shape.size <= kDensePixels ? "dense" : "conv";
}

std::vector<int64_t> readHiddenWidths(const std::string& text) {
    const auto refuse = [&] {
        throw Error("setting.value",
                    "%1 cannot be \"%2\". Give the widths of up to 8 layers, from 1 to 16384, as 400 or 512-256.",
                    {"hidden", text});
    };
    std::vector<int64_t> widths;
    const char* position = text.data();
    const char* const end = text.data() + text.size();
    while (true) {
        int64_t width = 0;
        const auto result = std::from_chars(position, end, width);
        if (result.ec != std::errc() || width < 1 || width > kWidestHidden || widths.size() == kMostHiddenLayers)
            refuse();
        widths.push_back(width);
        position = result.ptr;
        if (position == end) return widths;
        if (*position++ != '-') refuse();
    }
}

}  // namespace zscape
