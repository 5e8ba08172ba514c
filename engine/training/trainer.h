#pragma once

#include "engine/data/image_set.h"
#include "engine/model/model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscape {

/// The written rule of what a step computes on; decided once, stored with the run, never by timing.
struct ComputePlan {
    at::Device device = at::kCPU;
    bool bf16 = false;          ///< autocast of the matrix products and convolutions
    bool channelsLast = false;  ///< conv networks on a CPU and CUDA
    int threads = 1;            ///< of the thread that trains
    std::string deviceName;     ///< "CPU", "CUDA: NVIDIA H200"
};

/// `device` auto|cpu|cuda, `precision` auto|fp32|bf16. auto: CUDA where there is one; fp32 on a CPU without bf16 units.
/// \throws Error "device.*" when the one asked for is not there
ComputePlan planFor(const ModelSpec& spec, const std::string& device, const std::string& precision, int threads);

/// Bytes that a run needs, estimated from shapes (weights, moments, gradients, activations of a batch) and what is
/// free.
struct MemoryEstimate {
    int64_t needed = 0;
    int64_t held = 0;  ///< of that what a run needs that does not train: weights, moments, the batch of one look
    int64_t available = 0;
};
MemoryEstimate estimateMemory(const ModelSpec& spec, const ComputePlan& plan);

/// Means over images, nats; in the order of Trainer::terms().
struct TermValues {
    int64_t images = 0;
    std::vector<double> values;
};

/// Everything that a run needs to go on: bytes of a safetensors file (weights, optimiser, generator states, position in
/// the data order, settings as metadata).
struct CheckpointBytes {
    int64_t step = 0;
    std::vector<uint8_t> bytes;
};

/// What the encoder says of some images, on the CPU in float32.
struct Posteriors {
    Gaussian posterior;  ///< as the KL term sees it: mu [N,D]; logVar [N,D], undefined for a model that gives points
    Tensor codes;        ///< [N,D] the mean codes as the decoder gets them (scale-vae stretches mu)
    Gaussian prior;      ///< broadcasts against [N,D]; both undefined: N(0, I)
};

/// An immutable copy of weights and buffers on the CPU, for the model service. A table of codes stays out: what decodes
/// and searches needs none of it.
struct WeightsCopy {
    int64_t step = 0;
    std::vector<Tensor> tensors;  ///< parameters then buffers, in Model's order
};

/// Trains one model on one image set. Owned by one thread, which sets its own thread count.
/// Given seed, plan and data, the sequence of steps is the same bits whatever else is asked between steps.
class Trainer {
public:
    Trainer(ModelSpec spec, ComputePlan plan, std::shared_ptr<const ImageSet> images, Split split, uint64_t seed);
    ~Trainer();

    /// "total" first, then the ledger's rows.
    const std::vector<std::string>& terms() const;
    /// Term, formula and unit; what the terms are at a step is in its row.
    std::vector<LedgerLine> ledger() const;
    const ModelSpec& spec() const;
    const ComputePlan& plan() const;
    int64_t parameterCount() const;

    int64_t step() const;  ///< steps done
    int64_t stepsPerEpoch() const;
    double epoch() const;  ///< epochs done

    /// One optimiser step. No host synchronisation on CUDA: values come by takeSteps().
    /// A non-finite loss or gradient leaves weights and moments untouched.
    void advance();

    struct StepRow {
        int64_t step;  ///< 1 is the first
        double epoch;
        std::vector<double> values;  ///< terms() order; not finite: see failedStep()
        int64_t images;
        /// In the order of ledger(). A weight that lives on the device is the contribution by the value.
        std::vector<double> weights;
        std::vector<double> contributions;
    };
    /// Rows whose values are there (CPU: at once; CUDA: in blocks of at most 100 ms, all of them when `wait`).
    std::vector<StepRow> takeSteps(bool wait = false);
    /// The first step whose loss or gradient was not finite; -1: none.
    int64_t failedStep() const;

    struct EpochRow {
        int64_t epoch = 0;  ///< 1 is the first
        int64_t step = 0;   ///< the epoch's last
        TermValues train;   ///< means over the epoch's images as they were trained, kept over a checkpoint
    };
    /// Epochs whose steps have all been given out by takeSteps(), each once.
    std::vector<EpochRow> takeEpochs();

    /// Held-out loss: one z an image from a generator of its own seeded by (seed, epoch), never the training one.
    /// Without an encoder each image's code is searched for with the decoder held, and at most 512 images are measured,
    /// evenly among them.
    TermValues evaluateHeldOut(std::stop_token stop = {});
    /// The same over any set, in batches; `sampled` false: z = mu. Another set's images have no rows in a table of
    /// codes, and those whose label a conditional run does not know are not measured (LabelMap): nothing is where none
    /// is left.
    TermValues evaluate(const ImageSet& images, const std::vector<int64_t>& indices, bool sampled,
                        uint64_t evaluationSeed, std::stop_token stop = {});

    /// mu of these images in eval mode, [count x latentDimensions] row-major; draws from no generator.
    std::vector<float> encode(const std::vector<int64_t>& indices);
    int latentDimensions() const;

    /// Codes that the pass of a training step has made of its batch, which cost nothing.
    struct PassCodes {
        int64_t step = 0;             ///< steps done by the weights that made them
        std::vector<int64_t> images;  ///< without those whose code is not finite
        std::vector<float> codes;     ///< [images x latentDimensions] row-major, as encode() gives them
    };
    /// Whether steps keep them from now on; at first they do not. Training is the same bits with and without.
    ///
    /// They are what encode() gives with the same weights, up to rounding (a run in bf16 rounds them so), wherever the
    /// encoder sees the pictures as they are: not where they are corrupted, binarised by lot or augmented (see
    /// passesShowCodes()). An encoder with BatchNorm is in training mode: it measures its batch, where encode() uses
    /// running means. Measured on 20,000 crops of photographs (vae-2d, conv, 64 px, root mean square over the spread of
    /// the codes): 0.07 to 0.12 with 128 a batch, 0.2 to 0.4 with 32, at steps 50 to 150. Before, the running means
    /// remember how they began and encode() is the one that is off: at step 10 its codes have a ninth of the spread of
    /// those that the decoder learns from. So such encoders hand theirs out all the same, but for batches smaller than
    /// kLeastNormalised; see encoderIsSettled().
    void keepPassCodes(bool kept);
    /// Those that have arrived (CPU: at once; CUDA: in blocks of at most 100 ms, all of them when `wait`), each once.
    std::vector<PassCodes> takePassCodes(bool wait = false);
    /// Steps make codes of the pictures as they are. Known from the first step that kept its codes on; until then true.
    bool passesShowCodes() const;
    static constexpr int64_t kLeastNormalised = 16;
    /// encode() gives what the passes give: false while the running means of an encoder with BatchNorm still hold more
    /// than a hundredth of what they began with (0.9 ^ 44).
    bool encoderIsSettled() const;
    static constexpr int64_t kSettlingSteps = 44;

    /// The posteriors of these images in eval mode; draws from no generator. \throws Cancelled
    Posteriors posteriors(const std::vector<int64_t>& indices, std::stop_token stop = {});

    /// Takes over encoder and decoder, and the networks of a learned prior, of another run as they are; the optimiser
    /// stays fresh. All of it or nothing: when codes are drawn in another way, or one tensor of the networks has
    /// another name or shape, nothing is taken.
    /// \return the number of tensors taken
    int64_t carryWeightsFrom(const Trainer& other);
    /// Of its own images, the row of each in the table of codes, -1: it has none. Null for others, and where there is
    /// no table.
    std::shared_ptr<const std::vector<int64_t>> tableRowsOf(const ImageSet& images) const;
    /// The image has no code of its own: encode() searches for one, which takes encode_steps passes.
    bool searchesFor(int64_t index) const;
    /// Before each step the encoder alone takes others (recipe "lagging"), and steps take many times as long.
    bool encoderLeads() const;

    /// A schedule of the objective is still on its way at `step`: held-out totals of before and after do not compare.
    bool scheduleMoves(int64_t step) const;

    /// A live setting from the next step on; 0 for an automatic one means chosen by the number of images. \throws Error
    /// when the setting is not live or the value is out of range
    void adjust(const std::string& key, double value);

    std::shared_ptr<const WeightsCopy> copyWeights() const;
    CheckpointBytes checkpoint() const;
    /// With a table of codes images are known again by their pixels, wherever they are now: their codes go on as they
    /// were. Images that are new get codes by a search with the decoder held (beyond 20,000 of them, the rest begin as
    /// at step 0), and the codes of images that are gone are kept.
    /// \throws Error "checkpoint.*" when the bytes are corrupt or of another model; the trainer is unchanged then
    void restore(const std::vector<uint8_t>& bytes);

    Model& model();

private:
    struct Implementation;
    std::unique_ptr<Implementation> impl_;
};

/// A model with these weights, for another thread. What lies in memory as the model's own is shared with the copy
/// instead of copied once more (50 MB of a dense network at 64 px): the model is to be read, and must not be trained.
/// \throws Error when the copy is of another model
void useWeights(Model& model, const WeightsCopy& weights);

}  // namespace zscape
