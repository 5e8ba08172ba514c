#include "engine/training/trainer_state.h"

#include "engine/core/error.h"
#include "engine/recipe/size_rule.h"
#include "engine/objective/build_model.h"
#include "engine/objective/posterior_statistics.h"
#include "engine/training/evaluation.h"
#include "engine/training/precision.h"
#include "engine/training/random.h"

#include <ATen/ops/isfinite.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>

namespace zscape {

namespace {

constexpr size_t kMostCodesSearched = 20'000;  // of new images, when a run is restored
constexpr int64_t kBatchesAhead = 2;
constexpr size_t kMostJudged = 2'000;  // of unseen images, after an epoch in which the encoder led

Model builtOn(const ModelSpec& spec, const ComputePlan& plan, uint64_t seed) {
    keepFreedMemory();
    useThreads(plan.threads);
    Model model = buildModel(spec, seed);
    if (!plan.device.is_cpu()) model.to(plan.device);
    if (plan.channelsLast) model.toChannelsLast();
    model.setTraining(true);
    return model;
}

Split checkedSplit(Split split, const ModelSpec& spec, const ImageSet& images) {
    if (split.train.empty())
        throw Error("train.no-images", "There is no image to train on. Add images, or hold out fewer.");
    if (images.size() != spec.shape.size || images.channels() != spec.shape.channels)
        throw Error("train.shape",
                    "The model is made for pictures of %1 pixels and %2 channels, the images have %3 and %4. Import "
                    "them with the model's size.",
                    {std::to_string(spec.shape.size), std::to_string(spec.shape.channels),
                     std::to_string(images.size()), std::to_string(images.channels())});
    return split;
}

std::optional<CodeRows> rowsOf(Model& model, const std::shared_ptr<const ImageSet>& images, const Split& split) {
    RowTable* table = model.encoder->table();
    return table ? std::optional<CodeRows>(std::in_place, *table, images, split.train) : std::nullopt;
}

std::vector<std::string> termNames(const std::vector<LedgerLine>& ledger) {
    std::vector<std::string> names{"total"};
    for (const LedgerLine& line : ledger) names.push_back(line.term);
    return names;
}

std::optional<AggressiveEncoderTraining> leadOf(const ModelSpec& spec, const NamedTensors& parameters) {
    if (!spec.hasPart("update")) return std::nullopt;
    if (spec.part("update") != "lagging")
        throw Error("model.part", "There is no update \"%1\" in this version. Choose another recipe.",
                    {spec.part("update")});
    return AggressiveEncoderTraining(parameters, spec);
}

/// 0-dim; asks no device.
Tensor finiteGradients(const std::vector<Tensor>& parameters) {
    std::vector<Tensor> finite;
    for (const Tensor& parameter : parameters)
        if (parameter.grad().defined()) finite.push_back(at::isfinite(parameter.grad()).all());
    return at::stack(finite).all();
}

/// Codes or latent keep running means of what they see.
bool normalisesByBatch(const NamedTensors& buffers) {
    return std::any_of(buffers.begin(), buffers.end(), [](const auto& named) {
        return named.first.starts_with("codes.") || named.first.starts_with("latent.");
    });
}

/// The objective is computed in fp32 whatever the networks ran in.
void widen(std::vector<Pass>& passes) {
    for (Pass& pass : passes)
        for (Tensor* tensor : {&pass.posterior.mu, &pass.posterior.logVar, &pass.prior.mu, &pass.prior.logVar, &pass.z,
                               &pass.output, &pass.priorSample})
            if (tensor->defined()) *tensor = tensor->to(at::kFloat);
}

}  // namespace

Trainer::Implementation::Implementation(ModelSpec runSpec, ComputePlan runPlan,
                                        std::shared_ptr<const ImageSet> runImages, Split runSplit, uint64_t runSeed)
    : spec(std::move(runSpec)),
      plan(std::move(runPlan)),
      images(std::move(runImages)),
      split(checkedSplit(std::move(runSplit), spec, *images)),
      seed(runSeed),
      model(builtOn(spec, plan, seed)),
      parameters(model.parameters()),
      buffers(model.buffers()),
      lead(leadOf(spec, parameters)),
      adam(lead ? AggressiveEncoderTraining::othersOf(parameters) : parameters),
      bufferGuard(tensorsOf(buffers)),
      codeRows(rowsOf(model, images, split)),
      order(split.train, seed),
      assembler(images, plan.device, plan.channelsLast, codeRows ? codeRows->places() : nullptr,
                labelsFor(spec, *images)),
      generators{makeGenerator(plan.device, mixSeed(seed, RandomStream::Views)),
                 makeGenerator(plan.device, mixSeed(seed, RandomStream::Codes))},
      ledger(model.objective->ledger(*model.likelihood)),
      terms(termNames(ledger)),
      log(plan.device, static_cast<int64_t>(ledger.size())),
      means(terms.size(), order.size()),
      passCodes(plan.device),
      encoderNormalises(normalisesByBatch(buffers)),
      batchSize(spec.integer("batch_size")),
      learningRate(spec.number("learning_rate")) {
    if (!images->isInMemory()) prefetcher.emplace(images);
    if (codeRows) codeRows->begin(assembler, spec, seed);
    latentDimensions = static_cast<int>(encodeImages(model, assembler, {split.train.front()}).size());
}

Tensor Trainer::Implementation::learn(const Tensor& total) {
    // A CPU knows at once that the loss is lost, and saves the pass backward; CUDA must not be asked.
    if (total.is_cpu() && !std::isfinite(total.item<double>())) return at::ones({1});
    const Tensor finite = total.is_cpu() ? at::ones({}, at::kBool) : at::isfinite(total.detach());
    if (lead) return learnUnderLead(*lead, total, finite);
    adam.forgetGradients();
    total.backward();
    if (!codeRows) return adam.step(learningRate, finite);
    const Tensor skipped = adam.step(learningRate, finite.logical_and(codeRows->optimiser().finite()));
    codeRows->optimiser().step(spec.number(codeRows->table().learningRateKey), skipped);
    return skipped;
}

Tensor Trainer::Implementation::learnUnderLead(AggressiveEncoderTraining& encoderLead, const Tensor& total,
                                               const Tensor& finite) {
    adam.forgetGradients();
    encoderLead.adam().forgetGradients();
    if (encoderLead.leads()) {
        total.backward({}, std::nullopt, false, encoderLead.others());
        return adam.step(learningRate, finite);
    }
    total.backward();
    // Both or neither: the second would find out too late.
    const Tensor skipped = adam.step(learningRate, finite.logical_and(finiteGradients(encoderLead.encoder())));
    encoderLead.adam().step(learningRate, 1 - skipped[0]);
    return skipped;
}

Trainer::Implementation::Measured Trainer::Implementation::measure(const Batch& batch) {
    bufferGuard.keep();
    std::vector<Pass> passes;
    {
        const PrecisionRegion region(plan);
        passes = model.run(batch, generators, SampleMode::Sampled, /*training=*/true);
    }
    widen(passes);
    Measured measured{model.objective->terms(passes, *model.likelihood, step), {}, {}};
    if (keepsPassCodes) {
        const at::NoGradGuard noGradients;
        // The very tensor of the batch: whoever corrupts, binarises or moves pictures hands the encoder another one.
        passesShowCodes = passes.front().view.input.is_same(batch.pixels);
        const bool enough = !encoderNormalises || batch.pixels.size(0) >= kLeastNormalised;
        if (passesShowCodes && enough) measured.codes = model.latent->draw(passes.front().posterior, 0, {});
    }
    for (const LossTerm& row : measured.rows)
        measured.total = measured.total.defined() ? measured.total + row.contribution : row.contribution;
    return measured;
}

void Trainer::Implementation::letEncoderLead(AggressiveEncoderTraining& encoderLead) {
    // Known from seed and step alone, so that a run that is taken up again sees the same batches.
    encoderLead.catchUp(split.train, mixSeed(seed, RandomStream::Lead, static_cast<uint64_t>(step)),
                        [&](const std::vector<int64_t>& indices) {
                            const Tensor total = measure(assembler.make(indices)).total;
                            encoderLead.adam().forgetGradients();
                            total.backward({}, std::nullopt, false, encoderLead.encoder());
                            bufferGuard.putBack(encoderLead.adam().step(learningRate, at::isfinite(total.detach())));
                            return total.detach();
                        });
}

double Trainer::Implementation::unseenInformation() {
    const Posteriors seen =
        posteriorsOf(model, assembler, evenlyAmong(split.heldOut.empty() ? split.train : split.heldOut, kMostJudged));
    return mutualInformation(seen.codes, seen.posterior.logVar,
                             makeGenerator(at::kCPU, mixSeed(seed, RandomStream::Lead)));
}

Batch Trainer::Implementation::nextBatch(const std::vector<int64_t>& indices) {
    if (!prefetcher) return assembler.make(indices);
    const PixelBuffer pixels = prefetcher->take(indices);
    std::vector<std::vector<int64_t>> following;
    for (int64_t ahead = 1; ahead <= kBatchesAhead; ++ahead) following.push_back(order.peek(batchSize, ahead));
    prefetcher->expect(following);
    return assembler.make(indices, pixels.rows());
}

void Trainer::Implementation::advance() {
    useThreads(plan.threads);
    const std::vector<int64_t> indices = order.peek(batchSize);
    // First: where the images cannot be read, nothing of this step is done.
    const Batch batch = nextBatch(indices);
    AggressiveEncoderTraining* const leading = lead && lead->leads() ? &*lead : nullptr;
    if (leading) letEncoderLead(*leading);
    const Measured measured = measure(batch);
    const int64_t epoch = order.epoch();
    order.next(batchSize);
    if (measured.codes.defined()) passCodes.push(step, indices, measured.codes);
    const Tensor skipped = learn(measured.total);
    model.objective->afterStep(measured.rows);
    bufferGuard.putBack(skipped);
    ++step;
    log.push(step, order.epochsDone(), static_cast<int64_t>(indices.size()), measured.total.detach(), measured.rows,
             skipped);
    collect(/*wait=*/false);
    if (leading && order.epoch() > epoch) leading->judge(unseenInformation());
}

void Trainer::Implementation::collect(bool wait) {
    for (StepLog::Entry& entry : log.collect(wait)) {
        if (entry.skipped && failedStep < 0) failedStep = entry.row.step;
        means.add(entry.row);
        rows.push_back(std::move(entry.row));
    }
}

void Trainer::Implementation::adjust(const std::string& key, const SettingValue& value) {
    const Setting& setting = findSetting(spec.recipe.settings, key);
    if (!setting.live)
        throw Error("setting.live", "\"%1\" cannot change while a run trains. Start a new run with the other value.",
                    {setting.label});
    SettingValue checked = checkSetting(setting, value);
    spec.automatic.erase(key);
    if (setting.automatic && checked == SettingValue(int64_t{0})) {
        checked = chosenBySize(spec, key);
        spec.automatic.insert(key);
    }
    spec.values[key] = checked;
    model.spec.values[key] = checked;
    if (key == "learning_rate") {
        learningRate = spec.number(key);
    } else if (setting.type == Setting::Type::Number || setting.type == Setting::Type::Integer) {
        model.objective->adjust(key, spec.number(key));
    }
}

NamedTensors Trainer::Implementation::stateTensors() const {
    NamedTensors state = parameters;
    state.insert(state.end(), buffers.begin(), buffers.end());
    for (auto& [name, tensor] : adam.state()) state.emplace_back("adam." + name, tensor);
    if (lead)
        for (auto& named : lead->state()) state.push_back(std::move(named));
    return state;
}

void Trainer::Implementation::restoreRows(CodeRows& rowsOfCodes, StoredRows stored) {
    std::vector<int64_t> fresh = rowsOfCodes.take(std::move(stored));
    if (fresh.empty()) return;
    fresh.resize(std::min(fresh.size(), kMostCodesSearched));
    std::vector<int64_t> indices;
    indices.reserve(fresh.size());
    for (const int64_t row : fresh) indices.push_back(split.train[static_cast<size_t>(row)]);
    const at::NoGradGuard noGradients;
    Tensor& values = rowsOfCodes.table().values;
    values.index_copy_(0, at::tensor(fresh, at::kLong).to(plan.device), searchRows(model, assembler, indices));
}

std::vector<uint8_t> Trainer::Implementation::checkpoint() {
    useThreads(plan.threads);
    collect(/*wait=*/true);
    NamedTensors state = stateTensors();
    state.emplace_back("generator.views", generators.views.get_state());
    state.emplace_back("generator.codes", generators.codes.get_state());
    const Tensor sums = at::empty({static_cast<int64_t>(terms.size())}, at::kDouble);
    std::copy(means.sums().begin(), means.sums().end(), sums.data_ptr<double>());
    state.emplace_back("epoch.sums", sums);
    if (codeRows)
        for (auto& [name, tensor] : codeRows->state()) state.emplace_back(name, tensor);
    const CheckpointInfo info{spec,
                              seed,
                              step,
                              order.epoch(),
                              order.position(),
                              order.size(),
                              means.images(),
                              plan.device.is_cpu() ? "cpu" : "cuda"};
    return writeCheckpoint(info, state);
}

void Trainer::Implementation::restore(const std::vector<uint8_t>& bytes) {
    useThreads(plan.threads);
    const SafetensorsView file = SafetensorsView::parse(bytes);
    const CheckpointInfo info = readCheckpointInfo(file);
    // Everything is read and checked before anything is changed.
    const NamedTensors into = stateTensors();
    const std::vector<Tensor> stored = storedTensors(file, into);
    const Tensor sums = storedTensor(file, "epoch.sums", at::kDouble, {static_cast<int64_t>(terms.size())});
    std::optional<StoredRows> storedRows;
    if (codeRows) storedRows = readRows(file, codeRows->table());
    Generators restored{
        makeGenerator(plan.device, mixSeed(info.seed, RandomStream::Views, static_cast<uint64_t>(info.step))),
        makeGenerator(plan.device, mixSeed(info.seed, RandomStream::Codes, static_cast<uint64_t>(info.step)))};
    // A generator's state means nothing to another kind of device: there the streams begin anew, seeded by the step.
    if (info.device == (plan.device.is_cpu() ? "cpu" : "cuda")) {
        try {
            restored.views.set_state(storedTensor(file, "generator.views", at::kByte, {}));
            restored.codes.set_state(storedTensor(file, "generator.codes", at::kByte, {}));
        } catch (const c10::Error&) {
            throw Error("checkpoint.corrupt",
                        "The weights cannot be read: the state of the random numbers is damaged. Open an older copy of "
                        "the project.");
        }
    }
    std::vector<std::pair<std::string, SettingValue>> live;
    for (const Setting& setting : spec.recipe.settings) {
        const auto value = info.spec.values.find(setting.key);
        if (setting.live && value != info.spec.values.end())
            live.emplace_back(setting.key, checkSetting(setting, value->second));
    }

    collect(/*wait=*/true);
    const at::NoGradGuard noGradients;
    for (size_t i = 0; i < into.size(); ++i) into[i].second.copy_(stored[i]);
    for (const auto& [key, value] : live) adjust(key, value);
    spec.automatic = info.spec.automatic;
    if (codeRows && storedRows) restoreRows(*codeRows, std::move(*storedRows));
    generators = std::move(restored);
    seed = info.seed;
    step = info.step;
    failedStep = -1;
    rows.clear();
    // With other images than then, the current epoch is begun again.
    const bool sameImages = info.trainImages == order.size() && info.position < order.size();
    order.seek(info.seed, info.epoch, sameImages ? info.position : 0);
    std::vector<double> epochSums(terms.size(), 0.0);
    if (sameImages) std::copy_n(sums.const_data_ptr<double>(), epochSums.size(), epochSums.begin());
    means.restore(std::move(epochSums), sameImages ? info.epochImages : 0);
}

}  // namespace zscape
