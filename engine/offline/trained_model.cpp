#include "engine/offline/trained_model.h"

#include "engine/analysis/factor_scores.h"
#include "engine/analysis/label_probe.h"
#include "engine/analysis/pictures.h"
#include "engine/objective/posterior_statistics.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/inference/counted_batches.h"
#include "engine/inference/inference.h"
#include "engine/offline/decoder_measures.h"
#include "engine/offline/importance_sampling.h"
#include "engine/offline/own_features.h"
#include "engine/training/checkpoint.h"
#include "engine/training/evaluation.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace zscape {

namespace {

constexpr int64_t kCodesForFit = 10'000;
constexpr int64_t kMostSamples = 10'000;       // of the Fréchet distance
constexpr int64_t kMostForSensitivity = 1000;  // images

FloatMatrix matrixFrom(const Tensor& codes) {
    const Tensor values = codes.to(at::kCPU, at::kFloat).contiguous();
    return {values.size(0),
            values.size(1),
            {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()}};
}

}  // namespace

struct TrainedModel::Implementation {
    StoredData data;
    std::filesystem::path folder;
    int64_t run;
    std::optional<ErrorInfo> lost;
    CheckpointInfo checkpoint;
    ImportSettings importSettings;
    Inference inference;

    at::Generator generator(uint64_t seed) const { return makeGenerator(inference.plan().device, seed); }
    /// \param images those that it was trained on, with their held-out ones unless these lie apart
    Split splitOfOwn(const ImageSet& images) const {
        return data.heldOutSources.empty()
                   ? makeSplit(images, checkpoint.spec.number("heldout_fraction"), checkpoint.seed)
                   : splitForApart(images);
    }
    Tensor onDevice(const Tensor& tensor) const { return tensor.to(inference.plan().device); }
};

TrainedModel::TrainedModel(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
TrainedModel::TrainedModel(TrainedModel&&) noexcept = default;
TrainedModel& TrainedModel::operator=(TrainedModel&&) noexcept = default;
TrainedModel::~TrainedModel() = default;

TrainedModel TrainedModel::open(const std::filesystem::path& folder, int64_t number, StoredWeights weights) {
    const Project project = Project::openForReading(folder);
    const std::optional<StoredRun> run = project.run(number);
    const std::optional<StoredData> data = project.data(run ? run->id : 0);
    const auto stored =
        run ? project.checkpoint(run->id, weights, {requireCheckpoint, requireFiniteWeights}) : std::nullopt;
    if (!data || !stored) {
        throw Error(
            "project.untrained",
            "The project %1 holds no trained weights. Train it first: zscape-cli train DATA --recipe NAME --project %1",
            {displayName(folder)});
    }
    CheckpointInfo checkpoint = readCheckpointInfo(stored->bytes);
    Inference inference =
        Inference::ofCheckpoint(checkpoint, stored->bytes, planFor(checkpoint.spec, "auto", "fp32", 0));
    ImportSettings settings = importSettingsFromJson(data->importSettings);
    inference.showIn(settings.colours);
    return TrainedModel(std::make_unique<Implementation>(
        Implementation{*data, folder, run->id, stored->lost ? std::optional(stored->lost->what) : std::nullopt,
                       std::move(checkpoint), std::move(settings), std::move(inference)}));
}

const ModelSpec& TrainedModel::spec() const { return impl_->checkpoint.spec; }
int64_t TrainedModel::step() const { return impl_->checkpoint.step; }
int64_t TrainedModel::run() const { return impl_->run; }
const std::optional<ErrorInfo>& TrainedModel::lost() const { return impl_->lost; }
int64_t TrainedModel::parameterCount() const { return impl_->inference.parameterCount(); }
const StoredData& TrainedModel::data() const { return impl_->data; }
int TrainedModel::latentDimensions() const { return static_cast<int>(spec().codeSize()); }
std::vector<LedgerLine> TrainedModel::ledger() const { return impl_->inference.ledger(); }
bool TrainedModel::hasVariance() const { return impl_->inference.hasVariance(); }

void TrainedModel::useLabel(const std::string& name) { impl_->inference.labels().use(name); }

std::vector<int64_t> TrainedModel::labelsOf(const ImageSet& images, const std::vector<int64_t>& indices) const {
    return impl_->inference.labels().of(images, indices);
}

std::vector<int64_t> TrainedModel::labelsInTurn(int64_t count) const { return impl_->inference.labels().inTurn(count); }

std::shared_ptr<const ImageSet> TrainedModel::import(const std::vector<std::string>& sources,
                                                     const ProgressSink& progress, std::stop_token stop) const {
    ImportRequest request{sources, impl_->importSettings};
    request.settings.size = spec().shape.size;
    request.settings.channels = spec().shape.channels;
    ImportOptions options;
    options.onProgress = progress;
    const auto images = importOthers(request, options, stop);
    return images->sources() == impl_->data.sources ? arrangeImages(images, impl_->importSettings) : images;
}

namespace {

/// The run's own images, which may be gone. `folder` is the project's.
template <typename Read>
std::shared_ptr<const ImageSet> readOwn(const std::vector<std::string>& sources, const std::filesystem::path& folder,
                                        const Read& read) {
    try {
        return read();
    } catch (const Error& error) {
        throw Error("project.images",
                    "The images of this project, %1, cannot be read: %2 Say where they are now: zscape-cli train "
                    "FOLDER --resume --project %3",
                    {sources.empty() ? std::string() : displayName(sources.front()), error.info().sentence(),
                     displayName(folder)});
    }
}

}  // namespace

TrainedModel::Selection TrainedModel::side(Side side, const ProgressSink& progress, std::stop_token stop) const {
    const bool heldOutApart = !impl_->data.heldOutSources.empty();
    if (heldOutApart && side == Side::HeldOut) {
        const auto images = readOwn(impl_->data.heldOutSources, impl_->folder,
                                    [&] { return import(impl_->data.heldOutSources, progress, stop); });
        return {images, allOf(*images)};
    }
    const auto images = readOwn(impl_->data.sources, impl_->folder, [&] {
        try {
            return import(impl_->data.sources, progress, stop);
        } catch (const Error&) {
            // To learn what codes it makes the decoded ones do as well: they are the same pictures.
            if (side != Side::Train) throw;
            if (auto cached = cachedImages(impl_->data.fingerprint, impl_->importSettings, {})) return cached;
            throw;
        }
    });
    Split split = impl_->splitOfOwn(*images);
    return {images, std::move(side == Side::Train ? split.train : side == Side::Test ? split.test : split.heldOut)};
}

std::optional<Split> TrainedModel::splitOf(const ImageSet& images) const {
    if (images.sources() == impl_->data.sources) return impl_->splitOfOwn(images);
    if (images.sources() == impl_->data.heldOutSources) return Split{.heldOut = allOf(images)};
    // A split of its own is neither random nor of any size.
    return images.hasOwnSplit() ? std::optional(makeSplit(images, 0, 0)) : std::nullopt;
}

FloatMatrix TrainedModel::encode(const ImageSet& images, const std::vector<int64_t>& indices,
                                 const ProgressSink& progress, std::stop_token stop) {
    return impl_->inference.encode(images, indices, progress, std::move(stop));
}

Picture TrainedModel::readPictureFor(const std::filesystem::path& file) const {
    return readPicture(file, spec().shape.size, spec().shape.channels, impl_->importSettings);
}

std::vector<float> TrainedModel::encodeFile(const std::filesystem::path& file) {
    const Picture picture = readPictureFor(file);
    return impl_->inference.encode({&picture, 1}, {}).values;
}

std::vector<Picture> TrainedModel::decode(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop,
                                          const std::vector<int64_t>& labels) {
    return impl_->inference.decode(codes, labels, progress, std::move(stop));
}

FloatMatrix TrainedModel::decodeShades(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop,
                                       const std::vector<int64_t>& labels) {
    return impl_->inference.decodeShades(codes, labels, progress, std::move(stop));
}

ValueScale TrainedModel::valueScale() const { return scaleOf(impl_->importSettings); }

Reconstructions TrainedModel::reconstruct(const ImageSet& images, const std::vector<int64_t>& indices,
                                          const ProgressSink& progress, std::stop_token stop, Shades shades) {
    return impl_->inference.reconstruct(images, indices, progress, std::move(stop), shades);
}

std::vector<std::vector<Picture>> TrainedModel::swapLabels(const ImageSet& images, const std::vector<int64_t>& indices,
                                                           const ProgressSink& progress, std::stop_token stop) {
    const FloatMatrix codes = encode(images, indices, progress, stop);
    return impl_->inference.swapLabels(images, indices, codes, std::ssize(spec().shape.labelNames), std::move(stop));
}

FloatMatrix TrainedModel::sampleCodes(int64_t count, uint64_t seed, const ProgressSink& progress,
                                      std::stop_token stop) {
    if (hasVariance() || hasLearnedPrior(spec())) return impl_->inference.sample(count, seed);
    Selection known = training(progress, stop);
    known.indices = impl_->inference.labels().known(*known.images, known.indices);
    if (known.indices.size() > static_cast<size_t>(kCodesForFit))
        known.indices.resize(static_cast<size_t>(kCodesForFit));
    return sampleLike(encode(*known.images, known.indices, progress, stop), count, seed);
}

std::vector<Picture> TrainedModel::complete(const ImageSet& images, const std::vector<int64_t>& indices, int64_t count,
                                            uint64_t seed, std::stop_token stop) {
    return impl_->inference.complete(images, indices, count, seed, std::move(stop));
}

TrainedModel::Terms TrainedModel::terms(const ImageSet& images, const std::vector<int64_t>& indices,
                                        const ProgressSink& progress, std::stop_token stop) {
    // Images of their own are measured with one seed for the run, a split with one for each epoch: as the session does.
    const int64_t turn = impl_->data.heldOutSources.empty() ? impl_->checkpoint.epoch : 0;
    return impl_->inference.score(images, indices,
                                  mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut, static_cast<uint64_t>(turn)),
                                  progress, std::move(stop));
}

namespace {

/// Sums of what pictures and their reconstructions differ by.
struct Quality {
    double squaredError = 0, psnr = 0, ssim = 0;
    int64_t pixels = 0, images = 0;

    void add(const Tensor& originals, const Tensor& outputs) {
        const Tensor a = originals.to(at::kCPU, at::kFloat), b = outputs.to(at::kCPU, at::kFloat);
        squaredError += (a - b).square().sum().item<double>();
        for (const double decibels : psnrOf(a, b)) psnr += decibels;
        for (const double similarity : ssimOf(a, b)) ssim += similarity;
        pixels += a.numel();
        images += a.size(0);
    }
    void put(Evaluation& result) const {
        result.mse = squaredError / static_cast<double>(pixels);
        result.psnr = psnr / static_cast<double>(images);
        result.ssim = ssim / static_cast<double>(images);
    }
};

std::optional<LabelAccuracy> labelsLeft(const Tensor& codes, const ImageSet& images,
                                        const std::vector<int64_t>& indices) {
    std::vector<int64_t> labels;
    labels.reserve(indices.size());
    for (const int64_t index : indices) labels.push_back(images.labelOf(index));
    const LabelProbe probe = probeLabels(codes, at::tensor(labels, at::kLong));
    if (probe.images == 0) return std::nullopt;
    return LabelAccuracy{probe.accuracy, probe.majority, probe.images};
}

std::optional<FactorMeasures> factorsFound(const Tensor& codes, const ImageSet& images,
                                           const std::vector<int64_t>& indices, uint64_t seed) {
    if (images.factorNames().empty() || codes.size(0) < kFewestForFactorScores) return std::nullopt;
    const KnownFactors known = knownFactors(images, indices);
    const FactorScores scores = factorScores(codes, known.values, known.classes, seed);
    return FactorMeasures{scores.mig, scores.sap, scores.dci, scores.factorVae};
}

}  // namespace

Evaluation TrainedModel::evaluate(const ImageSet& images, const std::vector<int64_t>& asked, int64_t nllSamples,
                                  const ProgressSink& progress, std::stop_token stop) {
    Inference& inference = impl_->inference;
    Model& model = inference.model();
    const uint64_t ownSeed = impl_->checkpoint.seed;
    if (const std::string reason = whyNoLikelihood(model); nllSamples > 0 && !reason.empty()) {
        throw Error("evaluate.nll", "-log p(x) cannot be estimated for the recipe %1: %2. Leave --nll-samples out.",
                    {spec().recipe.name, reason});
    }
    if (asked.empty())
        throw Error("evaluate.empty", "There are no images to evaluate: nothing was held out. Name some with --data.");
    const std::vector<int64_t> indices = inference.labels().known(images, asked);
    Evaluation result;
    result.notMeasured = inference.labels().notMeasured(images, asked);
    if (indices.empty()) throw Error(result.notMeasured.value());
    const at::NoGradGuard noGradients;
    result.images = static_cast<int64_t>(indices.size());
    result.terms = terms(images, indices, progress, stop);

    const BatchAssembler assembler = inference.batches(images, indices);
    std::vector<Tensor> labels;
    Quality quality;
    ImageCounter counter("Encoding images", result.images, progress);
    const at::Generator drawing =
        hasVariance() ? impl_->generator(mixSeed(ownSeed, RandomStream::HeldOut)) : at::Generator();
    const auto [posterior, codes, prior] =
        posteriorsOf(model, assembler, indices, drawing, [&](const View& view, const Tensor& shown) {
            if (stop.stop_requested()) throw Cancelled();
            quality.add(view.target, model.withGiven(model.decode(shown, view.label), view.target));
            if (spec().conditional()) labels.push_back(view.label);
            counter.add(shown.size(0));
        });
    quality.put(result);
    result.activeUnits = activeUnits(codes, prior);
    result.mutualInformation = std::numeric_limits<double>::infinity();
    if (posterior.logVar.defined()) {
        result.mutualInformation = mutualInformation(codes, posterior.logVar, makeGenerator(at::kCPU, ownSeed));
        result.klPerDimension = klPerDimension(posterior.mu, posterior.logVar, prior);
    }
    result.labels = labelsLeft(codes, images, indices);
    result.factors = factorsFound(codes, images, indices, ownSeed);
    const uint64_t seed = mixSeed(ownSeed, RandomStream::Codes);
    const int64_t rowsAtOnce = evaluationBatch(spec().shape);
    result.decoderSensitivity =
        decoderSensitivity(model, codes.slice(0, 0, kMostForSensitivity).to(inference.plan().device),
                           labels.empty() ? Tensor() : at::cat(labels), impl_->generator(seed), rowsAtOnce, stop);
    ImageCounter decoded("Decoding codes of others", result.images, progress);
    result.shuffledCodeGap = shuffledCodeGap(model, assembler, indices, codes, seed, rowsAtOnce, stop,
                                             [&](int64_t count) { decoded.add(count); });
    result.gapUnit = model.likelihood->unit();
    if (result.images >= OwnFeatures::kFewestImages && !hasLearnedPrior(spec())) {
        const std::vector<int64_t> compared(
            indices.begin(), indices.begin() + std::min<std::ptrdiff_t>(kMostSamples, std::ssize(indices)));
        const auto count = static_cast<int64_t>(compared.size());
        // Of an encoder that gives points the codes at hand are fitted: those of the training images may be gone.
        const FloatMatrix drawn =
            hasVariance() ? sampleCodes(count, ownSeed, progress, stop) : sampleLike(matrixFrom(codes), count, ownSeed);
        const Tensor z = impl_->onDevice(
            at::from_blob(const_cast<float*>(drawn.values.data()), {drawn.rows, drawn.columns}, at::kFloat));
        const std::vector<int64_t> drawnLabels = labelsInTurn(count);
        const Tensor label = drawnLabels.empty() ? Tensor() : impl_->onDevice(at::tensor(drawnLabels, at::kLong));
        if (progress) progress({"Training the autoencoder that compares samples", 0, 0, -1});
        result.ownFrechet = frechetOnOwnFeatures(model, z, label, images, compared, inference.plan().threads, stop);
        result.ownFeatures = OwnFeatures::description();
    }
    if (nllSamples <= 0) return result;

    const int64_t rows = evaluationBatch(spec().shape);
    const int64_t imagesAtOnce = std::max<int64_t>(1, rows / nllSamples);
    const at::Generator generator = impl_->generator(mixSeed(ownSeed, RandomStream::HeldOut));
    Generators generators{generator, generator};
    double sum = 0;
    inCountedBatches(result.images, imagesAtOnce, {"Estimating the likelihood", result.images, progress}, stop,
                     [&](int64_t begin, int64_t count) {
                         const Batch batch = assembler.make({indices.begin() + begin, indices.begin() + begin + count});
                         sum += negativeLogLikelihood(model, batch, generators, nllSamples, rows).sum().item<double>();
                     });
    result.nll = sum / static_cast<double>(result.images);
    result.nllSamples = nllSamples;
    return result;
}

std::vector<int64_t> allOf(const ImageSet& images) {
    std::vector<int64_t> indices(static_cast<size_t>(images.count()));
    std::iota(indices.begin(), indices.end(), int64_t{0});
    return indices;
}

}  // namespace zscape
