#include "engine/offline/trained_model.h"

#include "engine/analysis/factor_scores.h"
#include "engine/analysis/label_probe.h"
#include "engine/analysis/pictures.h"
#include "engine/core/paths.h"
#include "engine/data/import_settings.h"
#include "engine/objective/build_model.h"
#include "engine/offline/importance_sampling.h"
#include "engine/analysis/posterior_statistics.h"
#include "engine/training/checkpoint.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"
#include "engine/training/random.h"

#include <ATen/Functions.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

namespace zscape {

namespace {

constexpr int64_t kCodesForFit = 10'000;

/// Progress in images, with the time that is left by the speed so far.
class Counter {
public:
    Counter(std::string verb, int64_t total, const ProgressSink& sink) : progress_{std::move(verb), 0, total, -1}, sink_(sink) {}

    void add(int64_t images) {
        progress_.done += images;
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
        progress_.secondsLeft = seconds * static_cast<double>(progress_.total - progress_.done) / static_cast<double>(progress_.done);
        if (sink_) sink_(progress_);
    }

private:
    Progress progress_;
    const ProgressSink& sink_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

/// Calls work(indices) for pieces of `indices` of at most `batch`, counting, until asked to stop.
template <typename Work>
void inBatches(const std::vector<int64_t>& indices, int64_t batch, Counter counter, const std::stop_token& stop, Work work) {
    for (size_t begin = 0; begin < indices.size(); begin += static_cast<size_t>(batch)) {
        if (stop.stop_requested()) throw Cancelled();
        const size_t end = std::min(indices.size(), begin + static_cast<size_t>(batch));
        work(std::vector<int64_t>(indices.begin() + static_cast<std::ptrdiff_t>(begin), indices.begin() + static_cast<std::ptrdiff_t>(end)));
        counter.add(static_cast<int64_t>(end - begin));
    }
}

}  // namespace

struct TrainedModel::Implementation {
    ModelSpec spec;
    StoredData data;
    CheckpointInfo checkpoint;
    ComputePlan plan;
    Model model;
    ImportSettings importSettings;

    BatchAssembler assembler(const ImageSet& images) const {
        // The caller's set outlives the call: a pointer that owns nothing is enough.
        return {std::shared_ptr<const ImageSet>(std::shared_ptr<void>(), &images), plan.device, plan.channelsLast};
    }
    at::Generator generator(uint64_t seed) const { return makeGenerator(plan.device, seed); }
};

TrainedModel::TrainedModel(std::unique_ptr<Implementation> implementation) : impl_(std::move(implementation)) {}
TrainedModel::TrainedModel(TrainedModel&&) noexcept = default;
TrainedModel& TrainedModel::operator=(TrainedModel&&) noexcept = default;
TrainedModel::~TrainedModel() = default;

TrainedModel TrainedModel::open(const std::filesystem::path& folder) {
    const Project project = Project::open(folder);
    const std::optional<StoredRun> run = project.currentRun();
    const std::optional<StoredData> data = project.data();
    const auto stored = run ? project.newestCheckpoint(run->id) : std::nullopt;
    if (!data || !stored) {
        throw Error("project.untrained", "The project %1 holds no trained weights. Train it first: zscape-cli train DATA --recipe NAME --project %1", {displayName(folder)});
    }
    auto result = std::make_unique<Implementation>();
    result->checkpoint = readCheckpointInfo(stored->second);
    result->spec = result->checkpoint.spec;
    result->data = *data;
    result->importSettings = importSettingsFromJson(data->importSettings);
    result->plan = planFor(result->spec, "auto", "fp32", 0);
    useThreads(result->plan.threads);
    result->model = buildModel(result->spec, result->checkpoint.seed);
    loadCheckpointWeights(result->model, stored->second);
    result->model.to(result->plan.device);
    if (result->plan.channelsLast) result->model.toChannelsLast();
    result->model.setTraining(false);
    return TrainedModel(std::move(result));
}

const ModelSpec& TrainedModel::spec() const { return impl_->spec; }
int64_t TrainedModel::step() const { return impl_->checkpoint.step; }
int64_t TrainedModel::parameterCount() const { return impl_->model.parameterCount(); }
const StoredData& TrainedModel::data() const { return impl_->data; }
int TrainedModel::latentDimensions() const { return static_cast<int>(impl_->spec.codeSize()); }
std::vector<LedgerLine> TrainedModel::ledger() const { return impl_->model.bound->ledger(*impl_->model.likelihood); }
bool TrainedModel::hasVariance() const { return impl_->model.latent->hasVariance(); }

std::shared_ptr<const ImageSet> TrainedModel::import(const std::vector<std::string>& sources, const ProgressSink& progress, std::stop_token stop) const {
    ImportRequest request{sources, impl_->importSettings};
    request.settings.size = impl_->spec.shape.size;
    request.settings.channels = impl_->spec.shape.channels;
    ImportOptions options;
    options.onProgress = progress;
    return importImages(request, options, stop);
}

TrainedModel::Selection TrainedModel::heldOut(const ProgressSink& progress, std::stop_token stop) const {
    if (!impl_->data.heldOutSources.empty()) {
        const auto images = import(impl_->data.heldOutSources, progress, stop);
        return {images, allOf(*images)};
    }
    const auto images = import(impl_->data.sources, progress, stop);
    return {images, makeSplit(*images, impl_->spec.number("heldout_fraction"), impl_->checkpoint.seed).heldOut};
}

TrainedModel::Selection TrainedModel::training(const ProgressSink& progress, std::stop_token stop) const {
    const auto images = import(impl_->data.sources, progress, stop);
    if (!impl_->data.heldOutSources.empty()) return {images, allOf(*images)};
    return {images, makeSplit(*images, impl_->spec.number("heldout_fraction"), impl_->checkpoint.seed).train};
}

FloatMatrix TrainedModel::encode(const ImageSet& images, const std::vector<int64_t>& indices, const ProgressSink& progress, std::stop_token stop) {
    const BatchAssembler assembler = impl_->assembler(images);
    FloatMatrix codes{static_cast<int64_t>(indices.size()), latentDimensions(), {}};
    codes.values.reserve(indices.size() * static_cast<size_t>(codes.columns));
    inBatches(indices, evaluationBatch(impl_->spec.shape), {"Encoding images", codes.rows, progress}, stop, [&](const std::vector<int64_t>& some) {
        const Tensor mu = impl_->model.encode(assembler.make(some).pixels).to(at::kFloat).cpu().contiguous();
        codes.values.insert(codes.values.end(), mu.const_data_ptr<float>(), mu.const_data_ptr<float>() + mu.numel());
    });
    return codes;
}

Picture TrainedModel::readPictureFor(const std::filesystem::path& file) const {
    return readPicture(file, impl_->spec.shape.size, impl_->spec.shape.channels, impl_->importSettings);
}

std::vector<float> TrainedModel::encodeFile(const std::filesystem::path& file) {
    const Picture picture = readPictureFor(file);
    Tensor pixels = tensorOf({&picture, 1}, impl_->spec.shape.channels, impl_->spec.shape.size).to(impl_->plan.device);
    if (impl_->plan.channelsLast) pixels = pixels.contiguous(at::MemoryFormat::ChannelsLast);
    const Tensor mu = impl_->model.encode(pixels).to(at::kFloat).cpu().contiguous();
    return {mu.const_data_ptr<float>(), mu.const_data_ptr<float>() + mu.numel()};
}

std::vector<Picture> TrainedModel::decode(const FloatMatrix& codes, const ProgressSink& progress, std::stop_token stop) {
    if (codes.columns != latentDimensions()) {
        throw Error("codes.dimensions", "The codes have %1 numbers each; this model's have %2.", {std::to_string(codes.columns), std::to_string(latentDimensions())});
    }
    for (size_t i = 0; i < codes.values.size(); ++i) {
        if (std::isfinite(codes.values[i])) continue;
        throw Error("codes.finite", "Code %1 holds a number that is not finite, which no picture belongs to.", {std::to_string(i / static_cast<size_t>(codes.columns))});
    }
    std::vector<int64_t> rows(static_cast<size_t>(codes.rows));
    std::iota(rows.begin(), rows.end(), int64_t{0});
    std::vector<Picture> pictures;
    pictures.reserve(rows.size());
    inBatches(rows, evaluationBatch(impl_->spec.shape), {"Decoding", codes.rows, progress}, stop, [&](const std::vector<int64_t>& some) {
        const float* from = codes.values.data() + some.front() * codes.columns;
        const Tensor z = at::from_blob(const_cast<float*>(from), {static_cast<int64_t>(some.size()), codes.columns}, at::kFloat).to(impl_->plan.device);
        for (Picture& picture : picturesOf(impl_->model.decode(z))) pictures.push_back(std::move(picture));
    });
    return pictures;
}

FloatMatrix TrainedModel::sampleCodes(int64_t count, uint64_t seed, const ProgressSink& progress, std::stop_token stop) {
    const int64_t dimensions = latentDimensions();
    const at::NoGradGuard noGradients;
    Tensor z = at::randn({count, dimensions}, makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Codes)), at::TensorOptions().dtype(at::kDouble));
    if (hasVariance()) {
        const Gaussian prior = impl_->model.prior->of(View());
        if (prior.mu.defined()) z = prior.mu.cpu().to(at::kDouble) + (0.5 * prior.logVar.cpu().to(at::kDouble)).exp() * z;
    } else {
        Selection known = training(progress, stop);
        if (known.indices.size() > static_cast<size_t>(kCodesForFit)) known.indices.resize(static_cast<size_t>(kCodesForFit));
        FloatMatrix fitted = encode(*known.images, known.indices, progress, stop);
        const Tensor codes = at::from_blob(fitted.values.data(), {fitted.rows, fitted.columns}, at::kFloat).to(at::kDouble);
        const Tensor mean = codes.mean(0), centred = codes - mean;
        // A little on the diagonal: fewer images than dimensions leave the covariance without full rank.
        const Tensor covariance = at::mm(centred.t(), centred) / static_cast<double>(std::max<int64_t>(1, fitted.rows - 1)) + at::eye(dimensions, codes.options()) * 1e-6;
        z = mean + at::mm(z, at::linalg_cholesky(covariance).t());
    }
    const Tensor values = z.to(at::kFloat).contiguous();
    return {count, dimensions, {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()}};
}

TrainedModel::Terms TrainedModel::terms(const ImageSet& images, const std::vector<int64_t>& indices, std::stop_token stop) {
    // Images of their own are measured with one seed for the run, a split with one for each epoch: as the session does.
    const int64_t turn = impl_->data.heldOutSources.empty() ? impl_->checkpoint.epoch : 0;
    const at::Generator generator = impl_->generator(mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut, static_cast<uint64_t>(turn)));
    const TermValues means = evaluateModel(impl_->model, impl_->assembler(images), indices, Drawing::Sampled, {generator, generator}, step(), std::move(stop));
    impl_->model.setTraining(false);
    Terms named{{"total", means.values.at(0)}};
    for (const LedgerLine& line : ledger()) named.emplace_back(line.term, means.values.at(named.size()));
    return named;
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

std::optional<LabelAccuracy> labelsLeft(const Tensor& codes, const ImageSet& images, const std::vector<int64_t>& indices) {
    std::vector<int64_t> labels;
    for (const int64_t index : indices) labels.push_back(images.labelOf(index));
    const LabelProbe probe = probeLabels(codes, at::tensor(labels, at::kLong));
    if (probe.images == 0) return std::nullopt;
    return LabelAccuracy{probe.accuracy, probe.majority, probe.images};
}

/// A factor of few whole values (the shape) is a class.
int classesOf(const Tensor& factor) {
    constexpr double kMostClasses = 10;
    const bool whole = factor.eq(factor.round()).all().item<bool>() && factor.min().item<double>() >= 0 && factor.max().item<double>() < kMostClasses;
    return whole ? static_cast<int>(factor.max().item<double>()) + 1 : 0;
}

std::optional<FactorMeasures> factorsFound(const Tensor& codes, const ImageSet& images, const std::vector<int64_t>& indices, uint64_t seed) {
    const auto count = static_cast<int64_t>(images.factorNames().size());
    if (count == 0 || codes.size(0) < kFewestForFactorScores) return std::nullopt;
    Tensor factors = at::empty({codes.size(0), count}, at::kDouble);
    double* next = factors.mutable_data_ptr<double>();
    for (const int64_t index : indices)
        for (int64_t factor = 0; factor < count; ++factor) *next++ = images.factor(index, static_cast<int>(factor));
    std::vector<int> classes;
    for (int64_t factor = 0; factor < count; ++factor) classes.push_back(classesOf(factors.select(1, factor)));
    const FactorScores scores = factorScores(codes, factors, classes, seed);
    return FactorMeasures{scores.mig, scores.sap, scores.dci, scores.factorVae};
}

}  // namespace

Evaluation TrainedModel::evaluate(const ImageSet& images, const std::vector<int64_t>& indices, int64_t nllSamples, const ProgressSink& progress, std::stop_token stop) {
    if (const std::string reason = whyNoLikelihood(impl_->model); nllSamples > 0 && !reason.empty()) {
        throw Error("evaluate.nll", "-log p(x) cannot be estimated for the recipe %1: %2. Leave --nll-samples out.", {impl_->spec.recipe.name, reason});
    }
    if (indices.empty()) throw Error("evaluate.empty", "There are no images to evaluate: nothing was held out. Name some with --data.");
    const at::NoGradGuard noGradients;
    Evaluation result;
    result.images = static_cast<int64_t>(indices.size());
    result.terms = terms(images, indices, stop);

    const BatchAssembler assembler = impl_->assembler(images);
    std::vector<Tensor> mu, means, logVar;
    Quality quality;
    inBatches(indices, evaluationBatch(impl_->spec.shape), {"Encoding images", result.images, progress}, stop, [&](const std::vector<int64_t>& some) {
        View view;
        view.input = impl_->model.views->clean(assembler.make(some).pixels);
        view.target = view.input;
        const Gaussian posterior = impl_->model.latent->shape(impl_->model.codes->of(view));
        // The codes as the decoder sees them: scale-vae stretches them.
        const Tensor shown = impl_->model.latent->draw(posterior, 0, {});
        quality.add(view.target, impl_->model.decode(shown));
        mu.push_back(shown.cpu());
        means.push_back(posterior.mu.cpu());
        if (posterior.logVar.defined()) logVar.push_back(posterior.logVar.cpu());
    });
    const Tensor codes = at::cat(mu);
    quality.put(result);
    result.activeUnits = activeUnits(codes);
    result.mutualInformation = std::numeric_limits<double>::infinity();
    if (!logVar.empty()) {
        const Tensor logVars = at::cat(logVar);
        result.mutualInformation = mutualInformation(codes, logVars, makeGenerator(at::kCPU, impl_->checkpoint.seed));
        result.klPerDimension = klPerDimension(at::cat(means), logVars, impl_->model.prior->of(View()));
    }
    result.labels = labelsLeft(codes, images, indices);
    result.factors = factorsFound(codes, images, indices, impl_->checkpoint.seed);
    if (nllSamples <= 0) return result;

    const int64_t rows = evaluationBatch(impl_->spec.shape);
    const int64_t imagesAtOnce = std::max<int64_t>(1, rows / nllSamples);
    const at::Generator generator = impl_->generator(mixSeed(impl_->checkpoint.seed, RandomStream::HeldOut));
    Draws draws{generator, generator};
    double sum = 0;
    inBatches(indices, imagesAtOnce, {"Estimating the likelihood", result.images, progress}, stop, [&](const std::vector<int64_t>& some) {
        sum += negativeLogLikelihood(impl_->model, assembler.make(some), draws, nllSamples, rows).sum().item<double>();
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
