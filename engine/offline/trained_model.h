#pragma once

#include "engine/core/error.h"
#include "engine/core/picture.h"
#include "engine/core/progress.h"
#include "engine/data/arrays.h"
#include "engine/data/image_set.h"
#include "engine/data/import.h"
#include "engine/data/value_scale.h"
#include "engine/inference/inference.h"
#include "engine/recipe/ledger.h"
#include "engine/recipe/spec.h"
#include "engine/project/project.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

/// No LibTorch in this header: the command line includes it.
namespace zscape {

/// A linear probe from codes to labels, on a fifth of the images: see probeLabels().
struct LabelAccuracy {
    double accuracy = 0;
    double majority = 0;  ///< of always guessing the most frequent label
    int64_t images = 0;
};

/// Scores for images whose factors are known: see factorScores().
struct FactorMeasures {
    double mig = 0, sap = 0, dci = 0, factorVae = 0;
};

/// What a model makes of a set of images.
struct Evaluation {
    int64_t images = 0;
    /// Of a model that is told labels: what is said of images that were not measured, for it does not know theirs.
    std::optional<ErrorInfo> notMeasured;
    /// "total" first, then the ledger's terms: means over images, nats (mse: squared error), one sampled z an image.
    std::vector<std::pair<std::string, double>> terms;
    /// Dimensions whose mu varies over the images by more than 0.01 of the prior's variance (Burda et al. 2016, arXiv
    /// 1509.00519).
    int64_t activeUnits = 0;
    /// I(x; z) under the encoder, nats; infinite for an encoder that gives points. See mutualInformation().
    double mutualInformation = 0;
    /// KL(q(z_d|x) || p(z_d)) of every dimension, p the model's own prior, mean over images, nats; empty for an encoder
    /// that gives points.
    std::vector<double> klPerDimension;
    /// Of what is decoded from mu: squared error a pixel, and means over images of dB and of structural similarity.
    double mse = 0, psnr = 0, ssim = 0;
    /// Mean over images of |dx/dz|², x the picture decoded from mu: see engine/offline/decoder_measures.h.
    double decoderSensitivity = 0;
    /// What reconstructing from another image's code costs more than from one's own, in the likelihood's unit.
    double shuffledCodeGap = 0;
    std::string gapUnit;  ///< "nats per image"
    /// Fréchet distance of as many samples, at most 10,000, to the images, on features of an autoencoder of our own:
    /// not FID. Samples are of the prior; of a Gaussian fitted to these images' codes when the encoder gives points.
    /// None below 128 images, and none where the prior needs a picture.
    std::optional<double> ownFrechet;
    std::string ownFeatures;                ///< what the features are
    std::optional<LabelAccuracy> labels;    ///< with two labels or more
    std::optional<FactorMeasures> factors;  ///< with known factors (sample:shapes) and 200 images or more
    /// -log p(x), mean over images, nats, by importance sampling; empty when it was not asked for.
    std::optional<double> nll;
    int64_t nllSamples = 0;
};

/// A project's newest weights, for questions without training. One thread at a time; it computes with every core.
class TrainedModel {
public:
    /// Reads the project and lets it go again; somebody else may be training it, or its disk may be one that cannot be
    /// written.
    /// \param run its number; 0: Project::currentRun()
    /// \param weights its last ones, or the best that are kept
    /// \throws Error what Project::openForReading and Project::run throw, "project.untrained" when it holds no weights,
    /// "project.best" when no best ones are kept, "checkpoint.*"
    static TrainedModel open(const std::filesystem::path& project, int64_t run = 0,
                             StoredWeights weights = StoredWeights::Last);
    TrainedModel(TrainedModel&&) noexcept;
    TrainedModel& operator=(TrainedModel&&) noexcept;
    ~TrainedModel();

    const ModelSpec& spec() const;
    int64_t step() const;
    int64_t run() const;
    /// That newer weights could not be used, as a sentence.
    const std::optional<ErrorInfo>& lost() const;
    int64_t parameterCount() const;
    const StoredData& data() const;
    int latentDimensions() const;
    /// Term, formula and unit; nothing measured.
    std::vector<LedgerLine> ledger() const;
    /// False for encoders that give points (ae): nothing can be sampled from their codes, and they have no likelihood
    /// of z.
    bool hasVariance() const;

    /// Conditional models only: encode and decode with this label from now on, whatever an image's own is.
    /// \throws Error "label.unknown", "label.unread" when the model reads no labels
    void useLabel(const std::string& name);
    /// The model's label of each image, by its label's name; empty for models that read none.
    /// \throws Error "label.unknown"
    std::vector<int64_t> labelsOf(const ImageSet& images, const std::vector<int64_t>& indices) const;
    /// `count` labels in turn, or that of useLabel(); empty for models that read none.
    std::vector<int64_t> labelsInTurn(int64_t count) const;

    /// Images decoded for this model: its size and channels, made square as its training images were. Its own images
    /// have the labels and the split of the run; others as importOthers() says.
    std::shared_ptr<const ImageSet> import(const std::vector<std::string>& sources, const ProgressSink& progress,
                                           std::stop_token stop) const;
    struct Selection {
        std::shared_ptr<const ImageSet> images;
        std::vector<int64_t> indices;
    };
    /// The images on one side of the run's split, read again from where they came from. Those that it learnt from may
    /// come out of the cache. \throws Error "project.images" when they are gone
    Selection side(Side side, const ProgressSink& progress, std::stop_token stop) const;
    Selection heldOut(const ProgressSink& progress, std::stop_token stop) const {
        return side(Side::HeldOut, progress, std::move(stop));
    }
    Selection training(const ProgressSink& progress, std::stop_token stop) const {
        return side(Side::Train, progress, std::move(stop));
    }

    /// Of the run's own images the sides of its split, as side() has them; of others their own split. None where
    /// neither is there.
    std::optional<Split> splitOf(const ImageSet& images) const;

    /// mu of these images, a row each.
    FloatMatrix encode(const ImageSet& images, const std::vector<int64_t>& indices, const ProgressSink& progress,
                       std::stop_token stop);
    /// mu of one image file of any size. \throws Error when it cannot be read
    std::vector<float> encodeFile(const std::filesystem::path& file);
    /// The picture as the model sees it.
    Picture readPictureFor(const std::filesystem::path& file) const;

    /// A picture for each row. \throws Error "codes.dimensions" when the rows are not latentDimensions() long,
    /// "codes.finite" when a number is NaN or infinite
    /// `labels`: a row's each, conditional models only; empty: that of useLabel()
    std::vector<Picture> decode(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop,
                                const std::vector<int64_t>& labels = {});

    /// The same, neither rounded nor cut: see Inference::decodeShades().
    FloatMatrix decodeShades(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop,
                             const std::vector<int64_t>& labels = {});
    /// What shades of decoded codes are in the units of the run's files. \throws Error as scaleOf()
    ValueScale valueScale() const;

    Reconstructions reconstruct(const ImageSet& images, const std::vector<int64_t>& indices,
                                const ProgressSink& progress, std::stop_token stop, Shades shades = Shades::Bytes);

    /// Conditional models only: these images' own codes decoded with each of the model's labels, [label][image].
    std::vector<std::vector<Picture>> swapLabels(const ImageSet& images, const std::vector<int64_t>& indices,
                                                 const ProgressSink& progress, std::stop_token stop);

    /// Codes drawn from the prior; for encoders that give points from a Gaussian fitted to the training images' codes
    /// (Ghosh et al. 2020, arXiv 1903.12436). \throws Error "sample.seen" when the prior is of what is seen of a
    /// picture
    FloatMatrix sampleCodes(int64_t count, uint64_t seed, const ProgressSink& progress, std::stop_token stop);

    /// `count` pictures for each image, one image after the other: what is seen of it, and hidden pixels from codes
    /// that are drawn from the learned prior for that. \throws Error "sample.unseen" when the model has no such prior
    std::vector<Picture> complete(const ImageSet& images, const std::vector<int64_t>& indices, int64_t count,
                                  uint64_t seed, std::stop_token stop);

    using Terms = std::vector<std::pair<std::string, double>>;
    /// "total" first, then the ledger's terms: one sampled z an image from the generator of the trainer's own held-out
    /// loss, so that the images of heldOut() at the end of an epoch give the numbers that the run wrote down. Images
    /// whose label a conditional model does not know are not measured; empty where none is left. \throws Cancelled
    Terms terms(const ImageSet& images, const std::vector<int64_t>& indices, const ProgressSink& progress,
                std::stop_token stop);

    /// Images whose label a conditional model does not know are not measured, which Evaluation::notMeasured says.
    /// `nllSamples` 0: no estimate of -log p(x).
    /// \throws Error "evaluate.nll" when the model has no likelihood to estimate (mse, encoders that give points)
    Evaluation evaluate(const ImageSet& images, const std::vector<int64_t>& indices, int64_t nllSamples,
                        const ProgressSink& progress, std::stop_token stop);

private:
    struct Implementation;
    explicit TrainedModel(std::unique_ptr<Implementation> implementation);
    std::unique_ptr<Implementation> impl_;
};

/// 0, 1, ... images.count() - 1
std::vector<int64_t> allOf(const ImageSet& images);

}  // namespace zscape
