#include "ui/panels/loss/loss_chart.h"

#include "ui/theme/tokens.h"

#include <QEvent>
#include <QResizeEvent>

namespace zscape {

QString termName(const std::string& term) {
    QString name = QString::fromStdString(term);
    name.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (name == QLatin1String("kl")) return QStringLiteral("KL");
    if (name == QLatin1String("kl pq")) return QStringLiteral("KL(P‖Q)");
    if (name == QLatin1String("ce qp")) return QStringLiteral("H(Q,P)");
    if (name == QLatin1String("ce pq")) return QStringLiteral("H(P,Q)");
    if (name == QLatin1String("tc")) return QStringLiteral("TC");
    if (name == QLatin1String("mmd")) return QStringLiteral("MMD");
    return name.startsWith(QLatin1String("kl ")) ? QStringLiteral("KL") + name.mid(2) : name;
}

QString termNames(const std::vector<std::string>& terms) {
    QStringList names;
    for (const std::string& term : terms) names.append(termName(term));
    return names.join(QStringLiteral(" + "));
}

LossChart::LossChart(const LossData& source, QWidget* parent) : QGraphicsView(parent), data_(source) {
    setScene(new QGraphicsScene(this));
    for (auto& lane : lanes_) lane = std::make_unique<ChartLane>(*scene());
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(QGraphicsView::FullViewportUpdate);
    setAlignment(Qt::AlignLeft | Qt::AlignTop);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setInteractive(false);
    setAccessibleName(tr("Loss chart"));
    setMinimumSize(metrics().px(160), metrics().px(80));
    connect(&ThemeController::instance(), &ThemeController::changed, this, &LossChart::refresh);
}

LossChart::~LossChart() = default;

void LossChart::setAxis(LossAxis axis) {
    if (axis == axis_) return;
    axis_ = axis;
    fit();
}

void LossChart::setLogarithmic(bool logarithmic) {
    if (logarithmic == logarithmic_) return;
    logarithmic_ = logarithmic;
    const bool was = fitted();
    autoY_ = {true, true};
    refresh();
    viewChanged(was);
}

void LossChart::setIgnoreOutliers(bool ignore) {
    ignoreOutliers_ = ignore;
    refresh();
}

void LossChart::setMarks(std::vector<Mark> marks) {
    marks_ = std::move(marks);
    viewport()->update();
}

void LossChart::setLost(const LossData* curves, int64_t opened) {
    lost_ = curves;
    opened_ = opened;
    refresh();
}

void LossChart::setCompared(std::optional<std::vector<LossCurve>> curves) {
    const bool was = isCompared();
    compared_ = std::move(curves);
    if (was != isCompared()) fit();
    else refresh();
}

std::vector<LossCurve> LossChart::termsOfSource() const {
    std::vector<LossCurve> curves;
    for (size_t term = 0; term < data_.terms().size(); ++term) {
        const std::string& name = data_.terms()[term];
        // A crowd of rings in one lane says nothing more than those of the total.
        curves.push_back({&data_, term, termName(name),
                          [colour = QString::fromStdString(name)] { return tokens().lossColour(colour); }, true,
                          name != "reconstruction"});
    }
    return curves;
}

void LossChart::setPlanned(int64_t steps, double epochs) {
    plannedSteps_ = steps;
    plannedEpochs_ = epochs;
}

bool LossChart::fitted() const { return autoX_ && autoY_[0] && autoY_[1]; }

void LossChart::fit() {
    const bool was = fitted();
    autoX_ = true;
    autoY_ = {true, true};
    axisWidth_ = 0;
    refresh();
    viewChanged(was);
}

void LossChart::viewChanged(bool wasFitted) {
    if (wasFitted != fitted()) Q_EMIT fittedChanged(fitted());
}

void LossChart::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    refresh();
}

void LossChart::changeEvent(QEvent* event) {
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::FontChange) refresh();
}

}  // namespace zscape
