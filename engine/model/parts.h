#pragma once

#include "engine/recipe/ledger.h"

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The interfaces that a model is composed of. B images, K draws, D code size, C channels, S side; nats.
/// A recipe names one part for each; no part knows a recipe, and the trainer knows no part.
namespace zscape {

using at::Tensor;

struct Batch {
    Tensor pixels;  ///< [B,C,S,S], [0,1]; channels-last in memory where the layout rule says so
    Tensor index;   ///< [B] int64, into the image set
    Tensor label;   ///< [B] int64, or undefined
    Tensor row{};   ///< [B] int64, into the codes' table, -1: the image has none there; undefined: no image has
    Tensor mask{};  ///< [B,1,S,S] 1: the pixel counts, 0: it does not; undefined: the set has no masks
};

/// The random numbers of a run. Both are in the checkpoint; nothing else in a step draws.
struct Generators {
    at::Generator views;  ///< augmentation, corruption, binarisation
    at::Generator codes;  ///< eps of z = mu + sigma * eps
};

/// What one forward pass sees and what it is measured against.
struct View {
    Tensor input;       ///< [B,C,S,S] what the encoder sees
    Tensor target;      ///< [B,C,S,S] what the output is compared with, [0,1]
    Tensor label;       ///< [B] or undefined
    Tensor index;       ///< [B]
    Tensor row{};       ///< as Batch's
    Tensor lossMask{};  ///< [1,1,S,S] bool, the pixels that the output is measured by; undefined: all
};

struct Gaussian {
    Tensor mu;      ///< [B,D]
    Tensor logVar;  ///< [B,D]; undefined: a point
};

struct Pass {
    View view;
    Gaussian posterior;
    Gaussian prior;  ///< mu and logVar broadcast against [B,D]; both undefined: N(0, I), which needs no arithmetic
    Tensor z;        ///< [K*B,D]
    Tensor output;   ///< [K*B,...] what the decoder gives, before the likelihood reads it (logits for bce); undefined
                     ///< for a view that is not decoded
    int64_t draws = 1;
    Tensor priorSample;  ///< [B,D] codes drawn from the prior; undefined unless Objective::comparesWithPrior
    Tensor guess{};      ///< [B,C,S,S] logits of what the prior itself takes the picture for; undefined: it does not
};

/// What a pass is for. HeldOut sees what training sees (corruption, binarisation, second views) but for augmentation,
/// so that its loss compares. Showing sees the clean picture and draws nothing that a picture shown could flicker by.
enum class Purpose { Training, HeldOut, Showing };

/// Corruption, binarisation, augmentation.
struct Views {
    virtual ~Views() = default;
    /// [1] and on: second views. Binarised targets are drawn for every purpose but in `clean`.
    virtual std::vector<View> make(const Batch& batch, Generators& generators, Purpose purpose) = 0;
    /// What the encoder sees of pixels [B,C,S,S] when codes are shown; draws nothing.
    virtual Tensor clean(const Tensor& pixels) const { return pixels; }
    /// View::lossMask of pixels [...,S,S]: the same for every picture.
    virtual Tensor lossMask(const Tensor& /*pixels*/) const { return {}; }
    /// A batch as codes are shown of it.
    View cleanView(const Batch& batch) const {
        const Tensor pixels = clean(batch.pixels);
        return {pixels, pixels, batch.label, batch.index, batch.row, lossMask(pixels)};
    }
};

/// Rows that a pass has read from a table: all that its step may change.
struct ReadRows {
    Tensor rows;    ///< [B] int64, no two alike
    Tensor values;  ///< [B,W], what the pass was made with: a leaf, whose gradient is the rows'
};

/// Numbers that are learned for each training image itself: N rows, of which a step reads and changes those of its
/// batch alone, whatever N is. Not among a model's parameters: nothing is ever done to the whole of it in a step.
struct RowTable {
    virtual ~RowTable() = default;
    Tensor values;                 ///< [N,W] float32, without a gradient; 0 rows until it is given some
    std::optional<ReadRows> read;  ///< by the last pass in training; whoever makes the step takes it away
    std::string learningRateKey;   ///< the setting that its steps are made with
    std::string optimiser;         ///< "adam" or "sgd"
    int64_t searchSteps = 0;       ///< of the search for the code of an image that has no row
    double searchRate = 0;

    virtual int64_t width() const = 0;  ///< W
    /// What rows [B,W] are raw codes of.
    virtual Gaussian codes(const Tensor& rows) const = 0;
    /// Rows [B,W] as they begin, at `mu` [B,D] of a mean squared norm of 1, which the table stretches to its own scale.
    virtual Tensor startAt(const Tensor& mu) const = 0;
    /// The nearest that rows [B,W] may be: every step ends with it.
    virtual Tensor project(const Tensor& rows) const { return rows; }
};

/// An encoder, or a table of codes.
struct Encoder : torch::nn::Module {
    virtual Gaussian of(const View& view) = 0;
    /// Null: an encoder, which has a code for every picture.
    virtual RowTable* table() { return nullptr; }
};

/// How a code is drawn.
struct Latent : torch::nn::Module {
    virtual Gaussian shape(Gaussian raw) { return raw; }
    /// `draws` 0: the mean. \return [max(draws,1)*B, D]
    virtual Tensor draw(const Gaussian& posterior, int64_t draws, at::Generator generator) = 0;
    /// True when codes have a variance (the encoder then gives 2*D numbers).
    virtual bool hasVariance() const = 0;
};

struct Prior : torch::nn::Module {
    /// Undefined mu and logVar: N(0, I).
    virtual Gaussian of(const View& view) = 0;
    /// Puts of(pass.view) into the pass, and whatever else it comes by on the way.
    virtual void tell(Pass& pass) { pass.prior = of(pass.view); }
};

struct Decoder : torch::nn::Module {
    /// z [N,D] -> [N, outputs, S, S]
    virtual Tensor decode(const Tensor& z, const View& view) = 0;
};

/// The negative log-likelihood of a picture.
struct Likelihood : torch::nn::Module {
    virtual int64_t outputs(int64_t channels) const = 0;  ///< decoder channels that it needs
    virtual Tensor cost(
        const Tensor& output,
        const View& view) = 0;  ///< [N] nats (mse: squared error), a sum over pixels, unreduced over images
    virtual Tensor image(const Tensor& output) const = 0;  ///< [N,C,S,S] for showing, [0,1]
    /// The exact formula with reduction and unit, for the ledger: "−Σ [x log p + (1−x) log(1−p)], nats per image".
    virtual std::string formula() const = 0;
    virtual std::string unit() const { return LedgerLine().unit; }  ///< of the cost
};

/// One line of the loss ledger at a step.
struct LossTerm {
    std::string term;     ///< "reconstruction", "kl"
    Tensor value;         ///< 0-dim, mean over the batch, before its weight
    double weight = 1;    ///< of `value`, or of what the schedule makes of it; NaN while it lives on a CUDA device
    Tensor contribution;  ///< 0-dim, what is added to the total
    Tensor perDimension;  ///< [D] or undefined
};

/// Reads a latent term off the passes: [B,D] per dimension, [B,1] or [1,1].
struct Regulariser : torch::nn::Module {
    virtual Tensor term(const std::vector<Pass>& passes) = 0;
    /// Reads all passes together; else the first one given.
    virtual bool comparesViews() const { return false; }
    virtual std::string termName() const = 0;  ///< "kl"
    virtual std::string formula() const = 0;
    virtual std::string unit() const { return LedgerLine().unit; }  ///< of the term, summed over dimensions
};

/// Tensors that a run needs to go on, by name; always the same tensors, changed in place.
using NamedState = std::vector<std::pair<std::string, Tensor>>;

/// How a latent term counts at a step: beta, a schedule, free bits, capacity, a controller.
struct Weighting {
    virtual ~Weighting() = default;
    /// Changes nothing: held-out images are weighed too. `step`: steps done, 0 at the first.
    virtual LossTerm weigh(const std::string& term, const Tensor& perDimension, int64_t step) = 0;
    /// A live change of a setting that it declared ("beta"). False when the key is not its own.
    virtual bool adjust(const std::string& key, double value) = 0;
    /// How the term counts, for the ledger: "Counts β times."
    virtual std::string formula() const = 0;
    /// A schedule is still on its way at `step`: totals before and after it do not compare. A controller has no end,
    /// and moves nothing.
    virtual bool moves(int64_t /*step*/) const { return false; }
    /// A training step was made with this row: a controller takes note, without asking the device for a number.
    virtual void afterStep(const LossTerm&) {}
    /// What afterStep() changes: saved with the weights.
    virtual NamedState state() const { return {}; }
    virtual void to(at::Device) {}
};

struct Objective {
    virtual ~Objective() = default;
    int64_t draws = 1;               ///< codes an image in a pass
    bool comparesWithPrior = false;  ///< passes carry codes of the prior too
    bool everyView = false;  ///< terms are means over all views; else of the first, and the others are not decoded
    virtual std::vector<LossTerm> terms(const std::vector<Pass>& passes, Likelihood& likelihood, int64_t step) = 0;
    virtual bool adjust(const std::string& key, double value) = 0;
    /// Weighting::moves of any term.
    virtual bool moves(int64_t /*step*/) const { return false; }
    /// Term, formula and unit, in the order of rows(); nothing measured.
    virtual std::vector<LedgerLine> ledger(const Likelihood& likelihood) const = 0;
    /// A training step was made with these rows.
    virtual void afterStep(const std::vector<LossTerm>&) {}
    /// What afterStep() changes.
    virtual NamedState state() const { return {}; }
    virtual void to(at::Device) {}
};

}  // namespace zscape
