#pragma once

#include <limits>
#include <string>
#include <vector>

/// No LibTorch here: ui reaches this header through the session's door.
namespace zscape {

struct ModelSpec;

/// The term that the others are weighed against.
inline constexpr const char* kReconstructionTerm = "reconstruction";

/// One line of the loss ledger: what a term is, and what it was at a run's last step. Every term is a sum over pixels
/// or dimensions and a mean over images; the total is the sum of the contributions. NaN: not measured yet.
struct LedgerLine {
    std::string term;                                          ///< "reconstruction", "kl"
    std::string formula;                                       ///< with reduction and unit, and how the term counts
    std::string unit = "nats per image";                       ///< of `value`
    double weight = std::numeric_limits<double>::quiet_NaN();  ///< of `value`, or of what the schedule makes of it
                                                               ///< (free bits, capacity)
    double value = std::numeric_limits<double>::quiet_NaN();   ///< before its weight, mean over the step's batch
    double contribution = std::numeric_limits<double>::quiet_NaN();  ///< what it added to the total
};

/// What the term was multiplied by once schedule, controller, free bits and capacity had had their say:
/// contribution / value. NaN where there is none (the reconstruction, a value of 0, nothing measured).
double effectiveBeta(const LedgerLine& line);

/// The same weight as programs write it that take means over pixels and over dimensions, beta D / (C S S): beta_norm of
/// Higgins et al. 2017 (section 4.2 of beta-VAE).
double normalisedBeta(const LedgerLine& line, const ModelSpec& spec);

/// To and from JSON text, for the project; NaN is null.
std::string ledgerToJson(const std::vector<LedgerLine>& ledger);
/// \throws Error "model.ledger" when the text is no ledger
std::vector<LedgerLine> ledgerFromJson(const std::string& text);

}  // namespace zscape
