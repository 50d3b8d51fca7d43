//! Expected values come from `tests/reference/logistic.py` (numpy 2.4.6, statsmodels 0.15.0, scikit-learn 1.9.1)
//! unless another source is named. Tolerances: coefficients 1e-6, standard errors 1e-5, log-likelihood 1e-8.

use super::{events, fit, matrix};
use crate::predict::logistic::{LogisticFit, LogisticParams, Observations};
use crate::predict::matrix::DesignMatrix;
use approx::{assert_abs_diff_eq, assert_relative_eq};
use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};

/// Space Shuttle flights before 51-L (Dalal, Fowlkes and Hoadley, JASA 1989;84:945).
const TEMPERATURE: [f64; 23] = [
    66.0, 70.0, 69.0, 68.0, 67.0, 72.0, 73.0, 70.0, 57.0, 63.0, 70.0, 78.0, 67.0, 53.0, 67.0, 75.0, 70.0, 81.0, 76.0, 79.0, 75.0,
    76.0, 58.0,
];
const DISTRESS: [u8; 23] = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1];

fn agrees(fit: &LogisticFit, coefficients: &[f64], errors: &[f64], log_likelihood: f64) {
    let found = std::iter::once(fit.intercept).chain(fit.coefficients.iter().copied());
    assert_eq!(coefficients.len(), fit.coefficients.len() + 1);
    for (found, expected) in found.zip(coefficients) {
        assert_abs_diff_eq!(found, *expected, epsilon = 1e-6);
    }
    for (found, expected) in fit.standard_errors().iter().zip(errors) {
        assert_abs_diff_eq!(*found, *expected, epsilon = 1e-5);
    }
    assert_abs_diff_eq!(fit.log_likelihood, log_likelihood, epsilon = 1e-8);
}

#[test]
fn o_rings_by_maximum_likelihood() {
    let fit = fit(LogisticParams::new(), &matrix(&[&TEMPERATURE]), &Observations::new(&events(&DISTRESS))).unwrap();
    agrees(
        &fit,
        &[15.042_901_647_702_426, -0.232_162_744_218_596_26],
        &[7.378_636_384_916_557_5, 0.108_236_521_649_285_35],
        -10.157_596_343_933_418,
    );
    assert_eq!((fit.n, fit.events), (23.0, 7.0));
    // 7 of 23: 7 ln(7/23) + 16 ln(16/23).
    assert_abs_diff_eq!(fit.null_log_likelihood, 7.0 * (7.0_f64 / 23.0).ln() + 16.0 * (16.0_f64 / 23.0).ln(), epsilon = 1e-12);
}

#[test]
fn o_rings_by_firth() {
    let params = LogisticParams::new().firth(true);
    let fit = fit(params, &matrix(&[&TEMPERATURE]), &Observations::new(&events(&DISTRESS))).unwrap();
    agrees(
        &fit,
        &[11.949_515_132_941_967, -0.186_041_915_523_788_63],
        &[6.255_438_672_912_5, 0.091_582_263_129_691_38],
        -10.262_677_907_863_516,
    );
}

/// The rows of `grid` in the script: predictors, weights, offsets, outcomes.
fn grid() -> (DesignMatrix, Vec<f64>, Vec<f64>, Vec<bool>) {
    let rows = 0..120_u32;
    let number: Vec<f64> = rows.clone().map(|row| 40.0 + f64::from(row * 7 % 53) * 0.9).collect();
    let flag: Vec<f64> = rows.clone().map(|row| f64::from(u8::from(row * 5 % 7 < 3))).collect();
    let count: Vec<f64> = rows.clone().map(|row| if row * 11 % 13 < 3 { f64::from(row % 4 + 1) } else { 0.0 }).collect();
    let weights = rows.clone().map(|row| f64::from(row % 3 + 1)).collect();
    let offset = rows.clone().map(|row| (f64::from(row % 5) - 2.0) * 0.3).collect();
    let line = |row: usize| 20.0 + 0.4 * number[row] + 12.0 * flag[row] + 6.0 * count[row];
    let events = rows.map(|row| f64::from(row * 37 % 101) < line(row as usize)).collect();
    (matrix(&[&number, &flag, &count]), weights, offset, events)
}

#[test]
fn grid_by_maximum_likelihood() {
    let (matrix, _, _, events) = grid();
    assert_eq!(matrix.sparse_columns, [2], "the test is to cover packed columns");
    let fit = fit(LogisticParams::new(), &matrix, &Observations::new(&events)).unwrap();
    agrees(
        &fit,
        &[-1.348_295_598_748_202, 0.018_536_339_839_560_444, 0.626_672_889_978_937_3, 0.215_564_175_128_709_4],
        &[0.911_364_295_598_375, 0.013_857_658_173_126_872, 0.382_917_296_753_715_2, 0.170_287_818_884_568_4],
        -79.533_692_935_118_8,
    );
}

#[test]
fn grid_with_frequency_weights() {
    let (matrix, weights, _, events) = grid();
    let fit = fit(LogisticParams::new(), &matrix, &Observations::new(&events).with_weights(&weights)).unwrap();
    agrees(
        &fit,
        &[-1.809_839_924_647_702, 0.023_622_298_162_542_802, 0.952_567_787_561_208_9, 0.219_236_504_628_925_52],
        &[0.664_891_229_934_740_4, 0.010_076_123_246_092_097, 0.277_869_146_291_473_6, 0.122_570_508_961_282_2],
        -154.937_212_171_477_6,
    );
    assert_eq!(fit.n, 240.0);
}

#[test]
fn grid_with_an_offset() {
    let (matrix, _, offset, events) = grid();
    let fit = fit(LogisticParams::new(), &matrix, &Observations::new(&events).with_offset(&offset)).unwrap();
    agrees(
        &fit,
        &[-1.485_859_217_605_951_3, 0.020_483_017_777_103_915, 0.656_787_233_052_937_4, 0.234_024_899_552_601_5],
        &[0.925_133_892_754_322_1, 0.014_097_529_704_807_843, 0.390_711_691_811_028_9, 0.173_166_278_232_605_33],
        -82.964_334_844_742_27,
    );
    assert_abs_diff_eq!(fit.null_log_likelihood, -86.416_167_350_042_67, epsilon = 1e-8);
}

#[test]
fn grid_by_firth_with_frequency_weights() {
    let (matrix, weights, _, events) = grid();
    let params = LogisticParams::new().firth(true);
    let fit = fit(params, &matrix, &Observations::new(&events).with_weights(&weights)).unwrap();
    agrees(
        &fit,
        &[-1.778_439_416_929_809_2, 0.023_215_934_388_864_906, 0.936_354_241_969_852_4, 0.211_416_476_877_172_97],
        &[0.663_215_690_719_446_1, 0.010_053_319_792_263_312, 0.277_269_177_429_106_23, 0.122_152_572_769_103_88],
        -154.941_872_994_350_66,
    );
}

#[test]
fn grid_by_ridge() {
    let (matrix, _, _, events) = grid();
    let fit = fit(LogisticParams::new().ridge(2.5), &matrix, &Observations::new(&events)).unwrap();
    agrees(
        &fit,
        &[-1.217_219_282_278_816, 0.016_980_374_367_875_94, 0.572_798_407_514_949_3, 0.194_690_865_852_726_8],
        &[0.868_758_864_303_898_8, 0.013_202_516_798_442_11, 0.365_121_457_070_25, 0.161_371_343_455_772_42],
        -79.555_975_538_066_58,
    );
}

/// Closed form: the log odds ratio of a two-by-two table, its error from the sum of 1/n (Woolf, 1955).
#[test]
fn two_by_two_table() {
    let fit = table_fit(LogisticParams::new(), [12.0, 5.0, 7.0, 30.0]);
    let log_odds_ratio = (12.0_f64 * 30.0 / (5.0 * 7.0)).ln();
    assert_abs_diff_eq!(fit.coefficients[0], log_odds_ratio, epsilon = 1e-10);
    assert_abs_diff_eq!(fit.intercept, (7.0_f64 / 30.0).ln(), epsilon = 1e-10);
    let errors = fit.standard_errors();
    assert_abs_diff_eq!(errors[1], (1.0 / 12.0 + 1.0 / 5.0 + 1.0 / 7.0 + 1.0 / 30.0_f64).sqrt(), epsilon = 1e-7);
    assert_abs_diff_eq!(errors[0], (1.0 / 7.0 + 1.0 / 30.0_f64).sqrt(), epsilon = 1e-7);
}

/// Closed form: Firth's estimate in a saturated table adds one half to each cell (Firth, 1993), an empty cell too.
#[test]
fn firth_adds_one_half_to_each_cell() {
    for [a, b, c, d] in [[12.0, 5.0, 7.0, 30.0], [9.0, 0.0, 4.0, 11.0], [20.0, 0.0, 0.0, 3.0]] {
        let fit = table_fit(LogisticParams::new().firth(true), [a, b, c, d]);
        assert_abs_diff_eq!(fit.intercept, ((c + 0.5) / (d + 0.5_f64)).ln(), epsilon = 1e-7);
        assert_abs_diff_eq!(fit.coefficients[0], ((a + 0.5) * (d + 0.5) / ((b + 0.5) * (c + 0.5_f64))).ln(), epsilon = 1e-7);
    }
}

/// `separated` in the script: complete separation with a gap, alone and beside a column of noise. Expected is what
/// scipy's optimisers make of the penalised likelihood.
#[test]
fn firth_under_complete_separation() {
    let expected: [(u32, f64, &[f64]); 12] = [
        (200, 0.2, &[-0.156_808_423_733_886_93, 9.447_603_004_361_92]),
        (200, 0.2, &[-0.355_543_307_734_326_4, 8.372_130_918_714_653, 0.401_043_119_491_870_6]),
        (200, 1.0, &[-0.172_213_326_686_536_44, 3.018_412_670_931_694_3]),
        (200, 1.0, &[-1.028_252_987_960_254_7, 2.651_424_221_123_11, 1.245_951_224_707_743_3]),
        (200, 5.0, &[-0.204_877_987_030_066_54, 0.845_114_041_758_097_9]),
        (200, 5.0, &[-1.978_167_218_263_834_1, 0.728_260_232_101_313_2, 2.222_456_226_772_944_6]),
        (1000, 0.2, &[-0.106_686_731_135_981_82, 15.858_706_570_338_422]),
        (1000, 0.2, &[-0.251_379_473_053_480_85, 14.418_489_778_285_96, 0.402_262_250_493_012_84]),
        (1000, 1.0, &[-0.208_429_143_277_764_52, 4.308_223_084_528_32]),
        (1000, 1.0, &[-0.324_844_345_187_805_6, 3.997_579_815_480_114_5, 0.422_414_211_189_548_47]),
        (1000, 5.0, &[-0.243_129_130_573_833_45, 1.118_261_666_686_318]),
        (1000, 5.0, &[-0.342_742_869_398_539_04, 1.049_933_562_734_329_1, 0.422_538_065_272_812_3]),
    ];
    for (rows, gap, coefficients) in expected {
        let outcomes: Vec<bool> = (0..rows).map(|row| row * 29 % 64 < 24).collect();
        let side = |row: u32| if outcomes[row as usize] { 1.0 } else { -1.0 };
        let apart: Vec<f64> = (0..rows).map(|row| side(row) * (gap + f64::from(row * 37 % 101) / 32.0)).collect();
        let noise: Vec<f64> = (0..rows).map(|row| f64::from(row * 53 % 97) / 64.0).collect();
        let columns: [&[f64]; 2] = [&apart, &noise];
        let matrix = matrix(&columns[..coefficients.len() - 1]);
        let fit = fit(LogisticParams::new().firth(true), &matrix, &Observations::new(&outcomes)).unwrap();
        for (found, expected) in std::iter::once(&fit.intercept).chain(&fit.coefficients).zip(coefficients) {
            assert_abs_diff_eq!(found, expected, epsilon = 1e-7);
        }
        assert!(fit.iterations <= 50, "{rows} rows, gap {gap}: {} iterations", fit.iterations);
    }
}

/// Exposed with and without the event, then the unexposed, as weighted rows.
fn table_fit(params: LogisticParams, counts: [f64; 4]) -> LogisticFit {
    let events = events(&[1, 0, 1, 0]);
    fit(params, &matrix(&[&[1.0, 1.0, 0.0, 0.0]]), &Observations::new(&events).with_weights(&counts)).unwrap()
}

/// In linfa-logistic 0.8.1 the positive class is the majority class, so its labels are asked which it is.
#[test]
fn agrees_with_linfa_logistic() {
    let (full, events) = super::population(400, 4, 5);
    let ours = fit(LogisticParams::new(), &DesignMatrix::from_dense(super::names(4), full.clone()), &Observations::new(&events));
    let ours = ours.unwrap();
    let dataset = Dataset::new(full, Array1::from(events));
    let theirs = LogisticRegression::default().alpha(0.0).max_iterations(10_000).gradient_tolerance(1e-9).fit(&dataset).unwrap();
    let sign = if theirs.labels().pos.class { 1.0 } else { -1.0 };
    assert_abs_diff_eq!(ours.intercept, sign * theirs.intercept(), epsilon = 1e-4);
    for (ours, theirs) in ours.coefficients.iter().zip(theirs.params()) {
        assert_abs_diff_eq!(*ours, sign * theirs, epsilon = 1e-5);
    }
}

/// The doors that linfa knows give the same model.
#[test]
fn fits_and_predicts_through_linfa() {
    let (full, events) = super::population(300, 5, 6);
    let direct =
        fit(LogisticParams::new(), &DesignMatrix::from_dense(super::names(5), full.clone()), &Observations::new(&events))
            .unwrap();
    let targets = Array1::from(events);
    let dataset = Dataset::new(full.clone(), targets.clone()).with_weights(Array1::from_elem(300, 2.0));
    let model = LogisticParams::new().fit(&dataset).unwrap();
    assert_eq!(model.n, 600.0);
    assert_abs_diff_eq!(model.intercept, direct.intercept, epsilon = 1e-9);
    let packed = DesignMatrix::from_dense(super::names(5), full.clone());
    let model = LogisticParams::new().fit(&DatasetBase::new(packed.clone(), targets)).unwrap();
    assert_eq!(model.coefficients, direct.coefficients);
    let (by_array, by_matrix): (Array1<f64>, Array1<f64>) = (model.predict(&full), model.predict(&packed));
    for (one, other) in by_array.iter().zip(&by_matrix) {
        assert_relative_eq!(*one, *other, max_relative = 1e-12);
    }
    // Maximum likelihood with an intercept reproduces the number of events.
    assert_relative_eq!(by_array.sum(), direct.events, max_relative = 1e-9);
    let unchecked = LogisticParams::new().ridge(-1.0).fit(&Dataset::new(Array2::<f64>::eye(2), Array1::from(vec![true, false])));
    assert!(unchecked.is_err());
}
