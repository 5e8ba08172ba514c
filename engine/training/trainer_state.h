#pragma once

#include "engine/training/adam.h"
#include "engine/training/batch_source.h"
#include "engine/training/buffer_guard.h"
#include "engine/training/checkpoint.h"
#include "engine/training/code_rows.h"
#include "engine/training/aggressive_encoder_training.h"
#include "engine/training/epoch_means.h"
#include "engine/training/pass_codes.h"
#include "engine/training/pixel_prefetcher.h"
#include "engine/training/step_log.h"
#include "engine/training/trainer.h"

namespace zscape {

/// Everything that a run is made of. One thread owns it.
struct Trainer::Implementation {
    Implementation(ModelSpec runSpec, ComputePlan runPlan, std::shared_ptr<const ImageSet> runImages, Split runSplit,
                   uint64_t runSeed);

    void advance();
    void collect(bool wait);
    void adjust(const std::string& key, const SettingValue& value);
    std::vector<uint8_t> checkpoint();
    void restore(const std::vector<uint8_t>& bytes);

    ModelSpec spec;  ///< live settings as they are now
    ComputePlan plan;
    std::shared_ptr<const ImageSet> images;
    Split split;
    uint64_t seed;

    Model model;
    NamedTensors parameters;
    NamedTensors buffers;
    std::optional<AggressiveEncoderTraining> lead;  ///< of recipes with the update lagging
    Adam adam;                                      ///< of all parameters, or of those that the lead leaves
    BufferGuard bufferGuard;
    std::optional<CodeRows> codeRows;  ///< of models whose codes lie in a table
    DataOrder order;
    BatchAssembler assembler;
    std::optional<PixelPrefetcher> prefetcher;  ///< of sets that are not in memory
    Generators generators;

    std::vector<LedgerLine> ledger;
    std::vector<std::string> terms;
    StepLog log;
    EpochMeans means;
    std::vector<StepRow> rows;  ///< collected, not yet taken
    PassCodeLog passCodes;
    bool keepsPassCodes = false;
    bool passesShowCodes = true;
    bool encoderNormalises = false;  ///< by what it measures of its batch

    int64_t batchSize;
    double learningRate;
    int latentDimensions = 0;
    int64_t step = 0;
    int64_t failedStep = -1;

private:
    /// What a forward pass on some images came to.
    struct Measured {
        std::vector<LossTerm> rows;
        Tensor total;
        Tensor codes;  ///< [images,D] as encode() would give them; undefined where it would give others, or nobody
                       ///< wants them
    };
    Measured measure(const Batch& batch);
    /// The order stays where it is.
    Batch nextBatch(const std::vector<int64_t>& indices);
    /// Backward pass and step. \return [1] float: 1 when the step was left out
    Tensor learn(const Tensor& total);
    Tensor learnUnderLead(AggressiveEncoderTraining& encoderLead, const Tensor& total, const Tensor& finite);
    void letEncoderLead(AggressiveEncoderTraining& encoderLead);
    /// Of up to kMostJudged unseen images, in nats.
    double unseenInformation();
    NamedTensors stateTensors() const;
    void restoreRows(CodeRows& rowsOfCodes, StoredRows stored);
};

}  // namespace zscape
