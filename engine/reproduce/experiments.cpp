#include "engine/reproduce/experiment.h"
#include "engine/reproduce/runs.h"

namespace zscape {
namespace {

constexpr const char* kNats = "nats per image";
constexpr const char* kOwn = "the same runs in PyTorch by Zscape's makers";
constexpr double kNone = -std::numeric_limits<double>::infinity();
constexpr double kJustAboveZero = std::numeric_limits<double>::min();

/// A number that stands beside the others; `published`, if any, is for orientation.
Quantity beside(std::string key, std::string what, std::string unit, std::string published = {},
                std::string source = {}) {
    return {std::move(key), std::move(what), std::move(unit), std::move(published), std::move(source)};
}

/// What is claimed of a run of `epochs` (0: of any).
Quantity claimed(Quantity quantity, double atLeast, double atMost, int64_t epochs = 0) {
    quantity.atLeast = atLeast;
    quantity.atMost = atMost;
    quantity.epochs = epochs;
    return quantity;
}

Quantity positive(Quantity quantity) { return claimed(std::move(quantity), kJustAboveZero, -kNone); }

Experiment pytorchVae() {
    const char* source = "pytorch/examples, vae; three seeds of it gave 105.73, 105.54 and 105.58";
    return {
        "pytorch-vae",
        "PyTorch's example VAE (784-400-20, bce on grey pixels, Adam 1e-3, batch 128) reaches 105.6 on MNIST's test "
        "images.",
        "2 minutes",
        1,
        10,
        {claimed(beside("test_loss", "test loss, one sampled z an image", kNats, "105.6", source), 105.1, 106.1, 10),
         claimed(beside("train_loss", "training loss, mean over the last epoch", kNats, "106.3", source), 105.8, 106.8,
                 10)},
        runPytorchVae};
}

Experiment importance() {
    const char* source =
        "Burda, Grosse, Salakhutdinov 2016, arXiv 1509.00519, table 1; other programs reach 87.8 with k = 1";
    return {
        "iwae",
        "Fifty codes an image give a tighter bound than one (784-200-200-50, binarisation drawn anew, 5,000-sample "
        "bound on 1,000 test images, batch 20, Burda's "
        "learning rates; our layers are ReLU, Burda's tanh). The published values took 3,280 epochs: --epochs 3280.",
        "half an hour with 10 epochs, days with 3,280",
        1,
        10,
        {beside("bound_k1", "VAE (k = 1), bound after the epochs of this run", kNats),
         beside("bound_k50", "IWAE (k = 50), bound after the epochs of this run", kNats),
         positive(beside("gain", "what k = 50 is better by", kNats, "1.98 after 3,280 epochs", source)),
         claimed(beside("long_bound_k1", "VAE (k = 1) against the value for 3,280 epochs", kNats, "86.76", source),
                 85.76, 87.8, 3280),
         claimed(beside("long_bound_k50", "IWAE (k = 50) against the value for 3,280 epochs", kNats, "84.78", source),
                 83.78, 85.78, 3280)},
        runImportance};
}

Experiment collapse() {
    const char* source = "GL192021/vae-posterior-collapse, table_beta_summary";
    return {"collapse",
            "A heavy KL term makes the code say less (beta 10), then nothing at all (beta 30): dense 512-256, 16 "
            "dimensions, MNIST.",
            "6 minutes",
            1,
            30,
            {claimed(beside("kl_beta10", "test KL at beta 10", kNats, "3.65 to 3.89", source), 3.65, 3.89, 30),
             claimed(beside("kl_beta30", "test KL at beta 30", kNats, "at most 0.022", source), kNone, 0.022, 30),
             claimed(beside("active_beta30", "active units at beta 30", "of 16", "0", source), 0, 0),
             beside("active_beta10", "active units at beta 10", "of 16"),
             beside("mi_beta10", "mutual information at beta 10, 10,000 codes", "nats", "3.59", kOwn),
             beside("mi_beta30", "mutual information at beta 30, 10,000 codes", "nats")},
            runCollapse};
}

Experiment remedies() {
    const char* source =
        "wanted by Zscape's makers; their runs in PyTorch had 7.1 with free bits 1, 4.4 with Scale-VAE and 7.2 with "
        "BN-VAE";
    Experiment experiment{"remedies",
                          "Where a KL term of weight 30 leaves a plain VAE without a word, its remedies keep the codes "
                          "speaking: mutual information of 10,000 test codes (at most 9.21 nats), dense "
                          "512-256, 16 dimensions, MNIST.",
                          "2 minutes",
                          1,
                          3,
                          {claimed(beside("mi_none", "no remedy, beta 30", "nats", "collapsed",
                                          "GL192021/vae-posterior-collapse, table_beta_summary"),
                                   0, 0.1)},
                          runRemedies};
    struct Remedy {
        const char* key;
        const char* name;
    };
    for (const Remedy& remedy : {Remedy{"capacity", "capacity 20, gamma 30"},
                                 {"free_bits", "free bits 1, beta 30"},
                                 {"batch_norm", "BN-VAE, gamma 1.5, beta 30"},
                                 {"scale", "Scale-VAE, beta 30"},
                                 {"branch", "free bits 0.5 and beta 1 from the collapsed weights"}}) {
        const std::string key = remedy.key, name = remedy.name;
        experiment.quantities.push_back(claimed(beside("mi_" + key, name, "nats", "at least 4", source), 4, -kNone));
        experiment.quantities.push_back(beside("active_" + key, name + ": active units", "of 16"));
    }
    experiment.quantities.push_back(beside("active_none", "no remedy: active units", "of 16"));
    return experiment;
}

Experiment latentTerms() {
    Experiment experiment{
        "latent-terms",
        "With the standard normal as second argument training converges faster: H(Q,P) before KL(Q‖P) before KL(P‖Q); "
        "H(P,Q) is KL(P‖Q) step for step. H(Q,P) "
        "wins by letting sigma collapse, which sigma and the ELBO show (dense 512-256, 16 dimensions, 2 epochs of "
        "MNIST).",
        "8 minutes",
        5,
        0,
        {positive(beside("ce_qp_first", "steps that KL(Q‖P) needs beyond H(Q,P)", "steps", "90", kOwn)),
         positive(beside("kl_pq_last", "steps that KL(P‖Q) needs beyond KL(Q‖P)", "steps", "170", kOwn)),
         claimed(beside("same_steps", "difference in steps of H(P,Q) and KL(P‖Q)", "steps", "0",
                        "H(P,Q) = KL(P‖Q) + H(P), and H(P) is a constant"),
                 0, 0),
         claimed(beside("same_loss", "largest relative difference of their training reconstructions in 2 epochs", "",
                        "0, but for rounding", "H(P,Q) = KL(P‖Q) + H(P), and H(P) is a constant"),
                 0, 0.01)},
        runLatentTerms};
    struct Term {
        const char* key;
        const char* name;
        const char* steps;
    };
    for (const Term& term : {Term{"ce_qp", "H(Q,P)", "250"},
                             {"kl_qp", "KL(Q‖P)", "340"},
                             {"kl_pq", "KL(P‖Q)", "510"},
                             {"ce_pq", "H(P,Q)", "510"}}) {
        const std::string key = term.key, name = term.name;
        experiment.quantities.push_back(
            beside("steps_" + key, name + ": steps until test bce from mu is under 110", "steps", term.steps, kOwn));
        experiment.quantities.push_back(beside("sigma_" + key, name + ": median sigma after 2 epochs", "",
                                               key == "ce_qp" ? "0.0009" : "", key == "ce_qp" ? kOwn : ""));
        experiment.quantities.push_back(
            beside("elbo_" + key, name + ": bce + KL(Q‖P) of the test images after 2 epochs", kNats));
    }
    return experiment;
}

Experiment coverageOfSamples() {
    const char* source =
        "order by Ghosh et al. 2020, arXiv 1903.12436; coverage by Naeem et al. 2020, arXiv 2002.09797";
    return {"ae-vae-coverage",
            "Random codes belong to a VAE, not to an AE: coverage of 2,000 test images by 2,000 samples in pixels, k = "
            "5 nearest neighbours (dense 512-256, 16 dimensions, "
            "bce).",
            "2 minutes",
            1,
            5,
            {positive(beside("vae_gain", "VAE's prior above AE under N(0, I)", "of the images", "0.59", source)),
             positive(beside("fitted_gain", "AE under a fitted Gaussian above AE under N(0, I)", "of the images",
                             "0.40", source)),
             positive(beside("mixture_gain", "AE under a mixture of 50 Gaussians above AE under one", "of the images",
                             "0.35", source)),
             beside("ae_standard", "AE, z from N(0, I)", "of the images", "0.23", kOwn),
             beside("ae_fitted", "AE, z from a Gaussian fitted to 10,000 codes", "of the images", "0.63", kOwn),
             beside("ae_mixture", "AE, z from a mixture of 50 Gaussians fitted to 10,000 codes", "of the images",
                    "0.98", kOwn),
             beside("vae_prior", "VAE, z from its prior", "of the images", "0.82", kOwn)},
            runCoverage};
}

Experiment quadrants() {
    const char* source = "pyro.ai/examples/cvae.html, one run of at most 50 epochs, after Sohn, Lee, Yan 2015, table 1";
    Experiment experiment{"cvae-quadrants",
                          "A conditional VAE completes digits better than a plain network, most of all when little is "
                          "seen: −ELBO (cross-entropy of the hidden grey pixels with a sampled z + "
                          "KL(Q‖P), P the learned prior for what is seen) against the network's cross-entropy, MNIST's "
                          "test images, the best of up to 50 epochs (it stops after 3 without "
                          "gain, as the published runs did: early stopping on the test images). Dense 500-500, 200 "
                          "dimensions; the plain network is the guess that the prior starts from, and "
                          "learns beside it instead of before it, so that the CVAE gains for longer and ends lower "
                          "than the published runs: −ELBO is an upper bound, and lower is better.",
                          "an hour",
                          1,
                          50,
                          {},
                          runQuadrants};
    struct Case {
        const char* key;
        const char* cvae;
        const char* network;
        const char* gain;
        double atMost;
    };
    for (const Case& seen : {Case{"1", "71.8", "100.4", "28.6", 72.8},
                             {"2", "51.0", "61.9", "10.9", 52.0},
                             {"3", "24.2", "25.4", "1.2", 24.7}}) {
        const std::string key = seen.key, of = key == "1" ? ", 1 quadrant seen" : ", " + key + " quadrants seen";
        experiment.quantities.push_back(
            claimed(beside("cvae_" + key, "CVAE" + of, kNats, seen.cvae, source), kNone, seen.atMost, 50));
        experiment.quantities.push_back(
            positive(beside("gain_" + key, "what it is better by" + of, kNats, seen.gain, source)));
        experiment.quantities.push_back(beside("network_" + key, "plain network" + of, kNats, seen.network, source));
        experiment.quantities.push_back(beside("epoch_" + key, "best epoch of the CVAE" + of, ""));
    }
    return experiment;
}

Experiment pcaAgainstAe() {
    const char* source =
        "bounds by Zscape's makers, from their runs in PyTorch; the claim is Hinton and Salakhutdinov's, Science 313, "
        "2006";
    Experiment experiment{"pca-ae",
                          "An autoencoder (512-256) beats principal components of the same code size: squared error a "
                          "pixel of MNIST's test images.",
                          "2 minutes",
                          1,
                          4,
                          {},
                          runPcaAgainstAe};
    struct Size {
        const char* key;
        const char* pca;
        const char* ae;
        const char* ratio;
        double most;
    };
    for (const Size& size : {Size{"2", "0.0557", "0.0392", "at most 0.75", 0.75},
                             {"8", "0.0374", "0.0178", "at most 0.55", 0.55},
                             {"32", "0.0168", "0.0096", "at most 0.65", 0.65}}) {
        const std::string key = size.key, of = ", code of " + key;
        experiment.quantities.push_back(
            claimed(beside("ratio_" + key, "AE's error by PCA's" + of, "", size.ratio, source), 0, size.most, 4));
        experiment.quantities.push_back(beside("pca_" + key, "PCA's error" + of, "a pixel", size.pca, kOwn));
        experiment.quantities.push_back(beside("ae_" + key, "AE's error" + of, "a pixel", size.ae, kOwn));
    }
    return experiment;
}

Experiment codesStart() {
    const char* source =
        "the order by tneumann/minimal_glo, README (Laplacian L1 on LSUN bedrooms, 100 dimensions, 25 epochs)";
    const char* unit = "squared error per image";
    return {"glo-start",
            "Codes in a table (GLO) learn from a start at principal components what they do not find from a random "
            "one: the loss of one epoch is below that of several epochs "
            "after a random start (MNIST, the recipe glo: 16 dimensions, 512-256, squared error).",
            "1 minute",
            1,
            5,
            {positive(beside("gain", "loss of the random start's last epoch above that of the PCA start's first", unit,
                             "above 0: 0.31 above 0.23", source)),
             beside("pca_first", "PCA start, mean training loss over the first epoch", unit, "0.23 in its own loss",
                    source),
             beside("random_first", "random start, mean training loss over the first epoch", unit),
             beside("random_last", "random start, mean training loss over the last epoch", unit, "0.31 in its own loss",
                    source)},
            runCodesStart};
}

Experiment totalCorrelation() {
    const char* source = "the order by Chen et al. 2018, arXiv 1802.04942, figure 4 (there on dSprites)";
    return {"beta-tcvae",
            "Taking the weight from the whole KL term to the total correlation alone raises the mutual information "
            "gap: Shapes, 32 x 32 in colour, beta 6, dense 512-256, 10 dimensions.",
            "10 minutes",
            5,
            20,
            {positive(beside("gain", "beta-TCVAE's MIG above beta-VAE's", "", "above 0", source)),
             beside("mig_beta_vae", "beta-VAE's MIG, held-out images", ""),
             beside("mig_beta_tcvae", "beta-TCVAE's MIG, held-out images", "")},
            runTotalCorrelation};
}

Experiment denoising() {
    const char* source = "the same network in PyTorch by Zscape's makers; the claim is Vincent et al.'s, ICML 2008";
    Experiment experiment{"denoising",
                          "A denoising autoencoder (784-1000-500) cleans better than a median filter of 3 x 3, at "
                          "three levels of Gaussian noise cut to [0, 1].",
                          "4 minutes",
                          1,
                          5,
                          {},
                          runDenoising};
    struct Level {
        const char* key;
        const char* sigma;
    };
    for (const Level& level : {Level{"25", "0.25"}, {"50", "0.5"}, {"75", "0.75"}}) {
        const std::string key = level.key, of = ", sigma " + std::string(level.sigma);
        const bool known = key == "50";
        experiment.quantities.push_back(
            known ? claimed(beside("noisy_50", "noisy images" + of, "dB", "9.37", source), 9.27, 9.47)
                  : beside("noisy_" + key, "noisy images" + of, "dB"));
        experiment.quantities.push_back(
            known ? claimed(beside("gain_50", "gain of the autoencoder" + of, "dB", "+9.4", source), 8.4, -kNone, 5)
                  : positive(beside("gain_" + key, "gain of the autoencoder" + of, "dB")));
        experiment.quantities.push_back(
            beside("median_" + key, "gain of the median filter" + of, "dB", known ? "+4.7" : "", known ? source : ""));
    }
    return experiment;
}

Experiment bceForms() {
    const char* source = "the two are one formula: log sigmoid(x) = -log(1 + exp(-x))";
    return {
        "bce",
        "Cross-entropy from logits gives the values of cross-entropy from probabilities, and stays right where those "
        "overflow (logits of 200, float32).",
        "a second",
        1,
        0,
        {claimed(beside("difference_double", "largest relative difference of the two, random logits, float64", "",
                        "0, but for rounding", source),
                 0, 1e-12),
         claimed(beside("difference_float", "largest relative difference from logits in float32", "",
                        "0, but for rounding", source),
                 0, 1e-5),
         claimed(beside("extreme_error", "error of the cost at a logit of 200 on the wrong side", "nats", "0", source),
                 0, 1e-4),
         claimed(beside("extreme_gradient_error", "error of its gradient", "", "0", source), 0, 1e-6),
         claimed(beside("extreme_finite_probabilities", "share of finite costs from probabilities there", "", "below 1",
                        source),
                 0, 0.99),
         claimed(beside("extreme_finite_gradient_probabilities", "share of finite gradients from probabilities there",
                        "", "below 1", source),
                 0, 0.99)},
        runBceForms};
}

}  // namespace

const std::vector<Experiment>& experiments() {
    static const std::vector<Experiment> all{pytorchVae(), importance(),       quadrants(),         collapse(),
                                             remedies(),   latentTerms(),      coverageOfSamples(), pcaAgainstAe(),
                                             codesStart(), totalCorrelation(), denoising(),         bceForms()};
    return all;
}

}  // namespace zscape
