#pragma once

#include "engine/core/picture.h"
#include "engine/core/progress.h"
#include "engine/data/arrays.h"
#include "engine/inference/model_labels.h"
#include "engine/recipe/ledger.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

/// No LibTorch in this header.
namespace zscape {

class BatchAssembler;
class Trainer;
struct CheckpointInfo;
struct ComputePlan;
struct Model;
struct WeightsCopy;

/// Whether pictures are wanted as a model gives them, too: for who writes them in more than 256 steps.
enum class Shades : uint8_t { Bytes, Exact };

/// What a model makes of N images from their own codes.
struct Reconstructions {
    FloatMatrix codes;              ///< mu, [N,D]; or what was drawn
    std::vector<Picture> pictures;  ///< where some of a picture is given to the model, that is in it
    std::vector<double> psnr;       ///< dB, against the images
    FloatMatrix shades;  ///< Shades::Exact: the pictures neither rounded nor cut, as decodeShades(); else empty
};

/// q(z|x) of N pictures: a Gaussian each, of which z is drawn as the decoder gets it.
struct CodePosteriors {
    FloatMatrix mu;     ///< [N,D], as encode()
    FloatMatrix sigma;  ///< [N,D], standard deviations
};

/// A search for the codes of N pictures, on its way. Its Inference outlives it, and gets no other weights meanwhile.
class SearchedCodes {
public:
    virtual ~SearchedCodes() = default;
    /// At most `steps` more. \return whether there are more
    virtual bool advance(int64_t steps) = 0;
    /// [N,D], as they are now.
    virtual FloatMatrix codes() = 0;
};

/// A trained model that is asked, by window and command line alike: in eval mode and fp32, without gradients. Draws
/// from no generator but those that a seed is given for. One thread at a time; objects know nothing of each other.
///
/// Long works go in batches, between which a stop throws Cancelled and `progress` counts images; whoever wants shorter
/// slices asks for fewer at once. Labels of a conditional model are one for each code or picture, by number; none
/// given: that of labels().use(). Images have theirs by name, as labels() says.
class Inference {
public:
    /// The model of a checkpoint on the plan's device. With a table of codes, images that it was trained on are known
    /// again by their pixels. \throws Error "checkpoint.*"
    static Inference ofCheckpoint(const CheckpointInfo& info, const std::vector<uint8_t>& bytes,
                                  const ComputePlan& plan);
    /// The model of these weights on the CPU. A table of codes is not among them: codes are searched for.
    /// \throws Error "weights.model"
    static Inference ofWeights(const ModelSpec& spec, const WeightsCopy& weights, int threads);
    /// The trainer's own model and table, as they are whenever they are asked; left in the mode that they were in. The
    /// trainer outlives it.
    static Inference of(Trainer& trainer);

    Inference(Inference&&) noexcept;
    Inference& operator=(Inference&&) noexcept;
    ~Inference();

    /// Newer weights of the same model; not with a trainer's. \throws Error "weights.model"
    void useWeights(const WeightsCopy& weights);

    const ModelSpec& spec() const;
    int64_t step() const;  ///< steps done by the weights
    int64_t parameterCount() const;
    /// Term, formula and unit; nothing measured.
    std::vector<LedgerLine> ledger() const;
    bool hasEncoder() const;  ///< else images have codes in a table, and others are searched for
    /// False for encoders that give points (ae): nothing can be sampled from their codes.
    bool hasVariance() const;
    ModelLabels& labels();
    const ModelLabels& labels() const;
    /// What the channels of its pictures are shown in from now on: those of the run's images.
    void showIn(const ChannelColours& colours);

    /// mu of these images, [N,D]. \throws Error "label.unknown" for images whose label the model does not know
    FloatMatrix encode(const ImageSet& images, const std::vector<int64_t>& indices, const ProgressSink& progress,
                       std::stop_token stop);
    /// mu of pictures of any size, [N,D]. \throws Error "picture.empty", "label.*"
    FloatMatrix encode(std::span<const Picture> pictures, std::span<const int64_t> labels);
    /// The same by a search that whoever asks takes on; without an encoder only.
    std::unique_ptr<SearchedCodes> search(std::span<const Picture> pictures, std::span<const int64_t> labels);

    /// A picture for each row. \throws Error "codes.dimensions", "codes.finite", "label.*"
    std::vector<Picture> decode(const FloatMatrix& codes, std::span<const int64_t> labels,
                                const ProgressSink& progress = {}, std::stop_token stop = {});

    /// decode(), neither rounded nor cut: [N, size size channels], channels interleaved, 0 black, 1 white.
    FloatMatrix decodeShades(const FloatMatrix& codes, std::span<const int64_t> labels,
                             const ProgressSink& progress = {}, std::stop_token stop = {});

    /// What codes come back as, [N,D]: each is decoded to exact shades in [0,1], not rounded to 256 steps, and these
    /// are
    /// encoded as a picture is (pixels that do not count are black). With an encoder only. \throws Error as decode()
    FloatMatrix roundTrip(const FloatMatrix& codes, std::span<const int64_t> labels);

    /// How the decoder stretches area at each code: log sqrt det JᵀJ, the log of the magnification factor of the
    /// pulled-back metric (Arvanitidis, Hansen and Hauberg 2018, "Latent space oddity", arXiv 1710.11379; Shao, Kumar
    /// and Fletcher 2018, arXiv 1711.08014). J [numbers of a picture, 2] is of the shown picture in [0,1], before it is
    /// rounded, along the two directions, by central differences of 0.01; natural logarithm, area of picture space
    /// (white is 1) per area of the code plane. det JᵀJ below 1e-12, which rounding would make of a decoder that does
    /// not move, counts as 1e-12: no value is below -13.8.
    /// \param directions D numbers each, orthonormal \throws Error "probe.directions", and as decode()
    std::vector<float> stretch(const FloatMatrix& codes, const std::array<std::vector<float>, 2>& directions,
                               std::span<const int64_t> labels);

    /// q(z|x) of pictures of any size; with hasEncoder() and hasVariance() only. \throws Error as encode()
    CodePosteriors posterior(std::span<const Picture> pictures, std::span<const int64_t> labels);

    /// What these images' own codes decode to. \param draw given: not mu, but one code an image of q(z|x), drawn with
    /// this seed; without hasVariance() the same. \throws Error "label.unknown"
    Reconstructions reconstruct(const ImageSet& images, const std::vector<int64_t>& indices,
                                const ProgressSink& progress = {}, std::stop_token stop = {},
                                Shades shades = Shades::Bytes, std::optional<uint64_t> draw = {});
    /// Conditional models only: `codes` [N,D] of these images decoded with each of the first `labels` labels,
    /// [label][image].
    std::vector<std::vector<Picture>> swapLabels(const ImageSet& images, const std::vector<int64_t>& indices,
                                                 const FloatMatrix& codes, int64_t labels, std::stop_token stop = {});

    /// Codes of the prior, [count,D]; with hasVariance() only. \throws Error "sample.seen" when the prior is of what is
    /// seen of a picture
    FloatMatrix sample(int64_t count, uint64_t seed) const;
    /// `count` pictures for each image, one image after the other: what is seen of it, and hidden pixels from codes
    /// that are drawn from the learned prior for that. \throws Error "sample.unseen" when the model has no such prior
    std::vector<Picture> complete(const ImageSet& images, const std::vector<int64_t>& indices, int64_t count,
                                  uint64_t seed, std::stop_token stop);

    using Terms = std::vector<std::pair<std::string, double>>;
    /// "total" first, then the ledger's terms: means over images, nats (mse: squared error), one sampled code an image
    /// from a generator of this seed. Images whose label a conditional model does not know are not measured; empty
    /// where none is left. \throws Cancelled
    Terms score(const ImageSet& images, const std::vector<int64_t>& indices, uint64_t seed,
                const ProgressSink& progress, std::stop_token stop);

    // ---- for measures of their own, which include LibTorch ----
    Model& model();
    const ComputePlan& plan() const;
    /// Batches of these images of the set, which outlives it. \throws Error "label.unknown"
    BatchAssembler batches(const ImageSet& images, const std::vector<int64_t>& indices) const;

private:
    struct Implementation;
    explicit Inference(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> impl_;
};

/// Codes of the Gaussian that is fitted to `codes` [N,D], as many: for encoders that give points (Ghosh et al. 2020,
/// arXiv 1903.12436). \return [count,D]
FloatMatrix sampleLike(const FloatMatrix& codes, int64_t count, uint64_t seed);

}  // namespace zscape
