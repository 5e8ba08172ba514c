#pragma once

#include "engine/project/listed_file.h"
#include "engine/session/types.h"

namespace zscape {

/// The codes of a run as a project keeps them: a safetensors file that Python's safetensors reads too. Tensors "mu"
/// (F32, N x D; zeros without a code), "steps" (I64, N; -1: the image has no code) and "from_training" (U8, N).
struct StoredCodes {
    int dimensions = 0;
    std::vector<float> mu;          ///< images x dimensions
    std::vector<CodeStamp> stamps;  ///< images; a step below 0: no code
};

int64_t bytesOfCodes(const CodesSnapshot& codes);

/// What the snapshot shows; a code that is not finite is none.
std::vector<uint8_t> codesToFile(const CodesSnapshot& codes);

/// Lets the header pass of a file with the codes of so many images, and no other: before the file is read.
/// \throws Error "project.codes"
FileJudge judgeOfCodes(int64_t images, int dimensions);

/// Of a file that judgeOfCodes() let pass. Codes of steps after `step` are left out: their weights are no more.
/// \throws Error "project.codes" when a number is not finite or a step impossible
StoredCodes codesFromFile(std::span<const uint8_t> file, int64_t step);

}  // namespace zscape
